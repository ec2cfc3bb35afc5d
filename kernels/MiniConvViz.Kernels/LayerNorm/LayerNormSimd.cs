namespace MiniConvViz.Kernels;

/// <summary>
/// A layer normalisation on the CPU's vector units. If the values of one position are adjacent in memory, a vector
/// holds several of them; if they have a stride, each lane holds a value of another position.
/// </summary>
internal static unsafe class LayerNormSimd
{
    /// <summary>
    /// <c>output[a,c,b] = (input[a,c,b] - mean[a,b]) / sqrt(variance[a,b] + eps) * weight[c] + bias[c]</c>, as
    /// <see cref="LayerNormReference"/>: mean and variance in double, the rest in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="weight">[Length]</param>
    /// <param name="bias">[Length]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(
        CpuWorkers workers,
        in AxisGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        float eps,
        Span<float> output)
    {
        fixed (float* inputPointer = input, weightPointer = weight, biasPointer = bias, outputPointer = output)
        {
            if (geometry.Inner == 1)
            {
                LayerNormRowsJob job = new(geometry, inputPointer, weightPointer, biasPointer, eps, outputPointer);
                workers.For(job.Pieces, ref job);
            }
            else
            {
                LayerNormColumnsJob job = new(geometry, inputPointer, weightPointer, biasPointer, eps, outputPointer);
                workers.For(job.Pieces, ref job);
            }
        }
    }
}
