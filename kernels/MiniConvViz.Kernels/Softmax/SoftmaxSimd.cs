namespace MiniConvViz.Kernels;

/// <summary>
/// A softmax on the CPU's vector units. If the scores of one softmax are adjacent in memory, a vector holds several
/// of them; if they have a stride, each lane holds a score of another softmax.
/// </summary>
internal static class SoftmaxSimd
{
    /// <summary>
    /// <c>output[a,c,b] = exp(input[a,c,b] - maximum[a,b]) / sum over k of exp(input[a,k,b] - maximum[a,b])</c>, as
    /// <see cref="SoftmaxReference"/>, in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(
        CpuWorkers workers, in AxisGeometry geometry, ReadOnlySpan<float> input, Span<float> output) =>
        SoftmaxJobs.Run<SoftmaxQuotients>(workers, geometry, input, output);
}
