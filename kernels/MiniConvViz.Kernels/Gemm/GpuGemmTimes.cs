namespace MiniConvViz.Kernels;

/// <summary>
/// How long a GEMM takes in each kind of tile, estimated by <see cref="GpuTime"/>, in clocks.
/// </summary>
internal static class GpuGemmTimes
{
    /// <summary><see cref="GpuGemm64"/></summary>
    public static double Gemm64(GpuAccelerator gpu, in GpuGemmGeometry geometry) =>
        Tiles(gpu, geometry, geometry.Tiles(GpuGemm64.Tile), GpuGemm64.Block);

    /// <summary><see cref="GpuGemm128"/></summary>
    public static double Gemm128(GpuAccelerator gpu, in GpuGemmGeometry geometry) =>
        Tiles(gpu, geometry, geometry.Tiles(GpuGemm128.Tile), GpuGemm128.Block);

    /// <summary><see cref="GpuGemmSplit64"/>; infinite if it is unsuitable.</summary>
    public static double Split64(GpuAccelerator gpu, in GpuGemmGeometry geometry) =>
        GpuGemmSplit64.Suits(gpu, geometry)
            ? Math.Max(
                GpuSplit.Time(
                    gpu.Multiprocessors,
                    geometry.Tiles(GpuGemm64.Tile),
                    GpuGemm64.Steps(geometry),
                    GpuGemmSplit64.Block),
                GpuTime.Memory(gpu.Multiprocessors, Bytes(geometry)) + (2 * GpuTime.Launch))
            : double.PositiveInfinity;

    private static double Tiles(GpuAccelerator gpu, in GpuGemmGeometry geometry, long tiles, GpuBlock block) =>
        GpuTime.Launch + Math.Max(
            GpuTime.Blocks(gpu.Multiprocessors, tiles, GpuGemm64.Steps(geometry), block),
            GpuTime.Memory(gpu.Multiprocessors, Bytes(geometry)));

    // The bytes of both factors and the result, each counted once. Repeated reads are assumed to hit the caches.
    private static double Bytes(in GpuGemmGeometry geometry)
    {
        MatMulGeometry sizes = geometry.Matrices;
        double left = (double)geometry.Products * sizes.Rows * sizes.Terms;
        double right = (double)sizes.Batches * sizes.Terms * sizes.Columns;
        double output = (double)sizes.Batches * sizes.Rows * sizes.Columns;
        return sizeof(float) * (left + right + output);
    }

    /// <summary>The form with the shortest estimated time, the smaller tile where two are equal.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="small">The form in tiles of 64 x 64; null if it does not fit.</param>
    /// <param name="large">The form in tiles of 128 x 128; null if it does not fit.</param>
    /// <param name="split">The small tile with split-K; null if it does not fit.</param>
    /// <returns>Null where none fits.</returns>
    public static TForm? Fastest<TForm>(
        GpuAccelerator gpu, in GpuGemmGeometry geometry, TForm? small, TForm? large, TForm? split)
        where TForm : struct, Enum
    {
        double smallTime = small is null ? double.PositiveInfinity : Gemm64(gpu, geometry);
        double largeTime = large is null ? double.PositiveInfinity : Gemm128(gpu, geometry);
        double splitTime = split is null ? double.PositiveInfinity : Split64(gpu, geometry);
        return splitTime < Math.Min(smallTime, largeTime) ? split : largeTime < smallTime ? large : small;
    }
}
