namespace MiniConvViz.Kernels;

/// <summary>
/// Average pooling of volumes on the CPU's vector units: over every slice, then along the depth
/// (<see cref="Pool3dGeometry"/>).
/// </summary>
internal static unsafe class AvgPool3dSimd
{
    /// <summary>The average of the values under each window, as <see cref="AvgPool3dReference"/>, in float.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,D,H,W]</param>
    /// <param name="output">[N,C,OD,OH,OW]</param>
    public static void Run(
        CpuWorkers workers, in Pool3dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        using Lock.Scope hold = workers.Hold();
        int floats = geometry.Between;
        Span<float> between = new(workers.SharedScratch(floats, CpuWorkers.SliceStackScratch), floats);
        AvgPool2dSimd.Run(workers, geometry.Slices, input, between);
        AvgPool2dSimd.Run(workers, geometry.Depth, between, output);
    }
}
