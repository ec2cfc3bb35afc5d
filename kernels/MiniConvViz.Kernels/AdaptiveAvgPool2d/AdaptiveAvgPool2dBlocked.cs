namespace MiniConvViz.Kernels;

/// <summary>Adaptive average pooling in blocks of channels.</summary>
internal static unsafe class AdaptiveAvgPool2dBlocked
{
    /// <summary>
    /// <c>output[n,c,y,x] = mean of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) ..
    /// ceil((x+1)*W/OW)]</c>, as <see cref="AdaptiveAvgPool2dReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,B,H,W,16]</param>
    /// <param name="output">[N,B,OH,OW,16]</param>
    public static void Run(
        CpuWorkers workers, in AdaptivePool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output) =>
        Run(LaneForms.Best, workers, geometry, input, output);

    /// <summary>Pools by a chosen form, which this machine must support.</summary>
    internal static void Run(
        LaneForm form,
        CpuWorkers workers,
        in AdaptivePool2dGeometry geometry,
        ReadOnlySpan<float> input,
        Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            AdaptivePool2dBlockedJob<AverageReduction> job = new(geometry, inputPointer, outputPointer);
            LaneForms.For(form, workers, job.Pieces, job);
        }
    }
}
