namespace MiniConvViz.Kernels;

/// <summary>
/// What 32 threads, a warp, do together on a tensor core: they multiply a matrix of 16 x 8 by one of 8 x 8, both rounded
/// to <see cref="Tf32"/>, and add it to one of 16 x 8 in float. No thread holds a whole matrix: each holds the numbers
/// that <see cref="TensorFragments"/> tells.
/// </summary>
/// <remarks>
/// There are two of them: <see cref="CudaTensorCore"/>, and one in the tests that exchanges the numbers through shared
/// memory, so that the kernels run where there is no tensor core.
/// Source: PTX ISA, mma.m16n8k8 with .tf32.
/// </remarks>
internal interface ITensorCore
{
    /// <summary>Called once, by all threads of a group, before anything else.</summary>
    void Open();

    /// <summary>Rounds four numbers to TF32.</summary>
    static abstract Float4 Round(Float4 numbers);

    /// <summary><c>sums += left * right</c>; all threads of a warp call it together.</summary>
    /// <param name="left">This thread's four numbers of 16 x 8.</param>
    /// <param name="right0">Its first of 8 x 8.</param>
    /// <param name="right1">Its second of 8 x 8.</param>
    /// <param name="sums">Its four of the 16 x 8 sums.</param>
    Float4 MultiplyAdd(Float4 left, float right0, float right1, Float4 sums);
}
