namespace MiniConvViz.Kernels;

/// <summary>Max-pooling in blocked layout, by <see cref="Pool2dBlockedJob{TReduction}"/>.</summary>
internal static unsafe class MaxPool2dBlocked
{
    /// <summary>
    /// The largest value under each window, with the same results as <see cref="MaxPool2dReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,B,H,W,16]</param>
    /// <param name="output">[N,B,OH,OW,16]</param>
    public static void Run(
        CpuWorkers workers, in Pool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output) =>
        Run(LaneForms.Best, workers, geometry, input, output);

    /// <summary>Pools by a chosen form, which this machine must support.</summary>
    internal static void Run(
        LaneForm form,
        CpuWorkers workers,
        in Pool2dGeometry geometry,
        ReadOnlySpan<float> input,
        Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            Pool2dBlockedJob<MaxReduction> job = new(geometry, inputPointer, outputPointer);
            LaneForms.For(form, workers, job.Pieces, job);
        }
    }
}
