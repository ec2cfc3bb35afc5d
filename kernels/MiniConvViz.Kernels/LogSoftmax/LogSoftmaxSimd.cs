namespace MiniConvViz.Kernels;

/// <summary>
/// The logarithm of a softmax on the CPU's vector units, vectorized like <see cref="SoftmaxSimd"/>.
/// </summary>
internal static class LogSoftmaxSimd
{
    /// <summary>
    /// <c>output[a,c,b] = input[a,c,b] - maximum[a,b] - log(sum over k of exp(input[a,k,b] - maximum[a,b]))</c>, as
    /// <see cref="LogSoftmaxReference"/>, in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Length,Inner]; may be the input itself.</param>
    public static void Run(CpuWorkers workers, in AxisGeometry geometry, ReadOnlySpan<float> input, Span<float> output) =>
        SoftmaxJobs.Run<SoftmaxLogarithms>(workers, geometry, input, output);
}
