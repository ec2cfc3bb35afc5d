namespace MiniConvViz.Kernels;

/// <summary>
/// A matrix multiply-add of a warp on a tensor core: a matrix of 16 x 8 times one of 8 x 8, both rounded to
/// <see cref="Tf32"/>, is added to accumulators of 16 x 8 in float. Each of the 32 threads holds a fragment of each
/// matrix (<see cref="TensorFragments"/>).
/// </summary>
/// <remarks>
/// There are two implementations: <see cref="CudaTensorCore"/>, and one in the tests that exchanges the fragments
/// through shared memory, so that the kernels can be tested without a tensor core. Source: PTX ISA, mma.m16n8k8 with
/// .tf32.
/// </remarks>
internal interface ITensorCore
{
    /// <summary>Called once, by all threads of a block, before anything else.</summary>
    void Open();

    /// <summary>Rounds four values to TF32.</summary>
    static abstract Float4 Round(Float4 values);

    /// <summary><c>sums += left * right</c>; all threads of a warp call it together.</summary>
    /// <param name="left">This thread's four elements of 16 x 8.</param>
    /// <param name="right0">Its first element of 8 x 8.</param>
    /// <param name="right1">Its second element of 8 x 8.</param>
    /// <param name="sums">Its four accumulators of 16 x 8.</param>
    Float4 MultiplyAdd(Float4 left, float right0, float right1, Float4 sums);
}
