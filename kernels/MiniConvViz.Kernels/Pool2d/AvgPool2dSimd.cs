namespace MiniConvViz.Kernels;

/// <summary>Average pooling on the CPU's vector units, by <see cref="Pool2dJob{TReduction}"/>.</summary>
internal static unsafe class AvgPool2dSimd
{
    /// <summary>The average of the values under each window, as <see cref="AvgPool2dReference"/>, in float.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers, in Pool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            Pool2dJob<AverageReduction> job = new(geometry, inputPointer, outputPointer);
            workers.For(job.Pieces, ref job, job.ScratchFloats);
        }
    }
}
