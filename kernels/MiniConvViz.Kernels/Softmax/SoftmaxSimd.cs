namespace MiniConvViz.Kernels;

/// <summary>
/// A softmax on the CPU's vector units. Where the scores of one softmax are neighbours, a vector holds some of them;
/// where they are a stride apart, it holds one score each of several softmaxes side by side.
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
