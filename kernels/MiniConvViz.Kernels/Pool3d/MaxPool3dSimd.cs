namespace MiniConvViz.Kernels;

/// <summary>
/// Max-pooling of volumes on the CPU's vector units: over every slice, then along the depth
/// (<see cref="Pool3dGeometry"/>).
/// </summary>
internal static unsafe class MaxPool3dSimd
{
    /// <summary>The largest value under each window, as <see cref="MaxPool3dReference"/>.</summary>
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
        MaxPool2dSimd.Run(workers, geometry.Slices, input, between);
        MaxPool2dSimd.Run(workers, geometry.Depth, between, output);
    }
}
