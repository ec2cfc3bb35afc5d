namespace MiniConvViz.Kernels;

/// <summary>
/// A reduction on the CPU's vector units. If the elements of one output are adjacent in memory, a vector holds
/// several of them; if the outputs are adjacent, each lane holds an element of another output.
/// </summary>
internal static unsafe class ReduceSimd
{
    /// <summary>
    /// <c>output[i] = combination over r of input[kept(i) + reduced(r)] / divisor</c>, in double as
    /// <see cref="ReduceReference"/>, but in another order.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="reduction">Sum, mean or maximum.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="output">The input's shape without the reduced axes.</param>
    public static void Run<T>(
        CpuWorkers workers, T reduction, in ReduceGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
        where T : unmanaged, IReduction
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            if (geometry.Reduced.Stride0 == 1)
            {
                ReduceRowsJob<T> job = new(reduction, geometry, inputPointer, outputPointer);
                workers.For(job.Pieces, ref job);
            }
            else
            {
                ReduceColumnsJob<T> job = new(reduction, geometry, inputPointer, outputPointer);
                workers.For(job.Pieces, ref job);
            }
        }
    }
}
