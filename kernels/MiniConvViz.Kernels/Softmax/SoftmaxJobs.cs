namespace MiniConvViz.Kernels;

/// <summary>Chooses the job of a softmax, or of its logarithm, by the stride of the scores of one position.</summary>
internal static unsafe class SoftmaxJobs
{
    /// <summary>Computes all positions of <c>[Outer,Length,Inner]</c>; the output may be the input.</summary>
    public static void Run<TOutput>(
        CpuWorkers workers, in AxisGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
        where TOutput : unmanaged, ISoftmaxOutput
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            if (geometry.Inner == 1)
            {
                SoftmaxRowsJob<TOutput> job = new(geometry, inputPointer, outputPointer);
                workers.For(job.Pieces, ref job);
            }
            else
            {
                SoftmaxColumnsJob<TOutput> job = new(geometry, inputPointer, outputPointer);
                workers.For(job.Pieces, ref job);
            }
        }
    }
}
