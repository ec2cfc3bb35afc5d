using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="GpuGemm64"/> with split-K (<see cref="GpuSplit"/>): for matrices with too few tiles for all
/// multiprocessors.
/// </summary>
internal static class GpuGemmSplit64
{
    /// <summary>71 registers, 24 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 6, StepInstructions: 323);

    /// <summary>Whether the accumulators of all stretches fit into a device's scratch memory.</summary>
    public static bool Takes(GpuAccelerator gpu, in GpuGemmGeometry geometry) =>
        GpuSplit.Takes(gpu.Multiprocessors, Tiles(geometry), GpuGemm64.Steps(geometry), Block);

    /// <inheritdoc cref="GpuSplit.Suits"/>
    public static bool Suits(GpuAccelerator gpu, in GpuGemmGeometry geometry) =>
        GpuSplit.Suits(gpu.Multiprocessors, Tiles(geometry), GpuGemm64.Steps(geometry), Block);

    public static void Run(GpuAccelerator gpu, in GpuGemmGeometry geometry, in GpuGemmOperands operands) => Run(
        gpu,
        geometry,
        operands,
        GpuSplit.Stretches(gpu.Multiprocessors, Tiles(geometry), GpuGemm64.Steps(geometry), Block));

    /// <summary>Runs with the given number of stretches; a stretch without terms is zero.</summary>
    public static void Run(
        GpuAccelerator gpu, in GpuGemmGeometry geometry, in GpuGemmOperands operands, int stretches)
    {
        long tiles = Tiles(geometry);
        if (tiles == 0)
        {
            return;
        }

        ArrayView<float> accumulators = gpu.Scratch(GpuSplit.Floats(tiles, stretches));
        gpu.LaunchGroups(
            geometry.IsAligned ? Kernel<GpuAlignedQuads> : Kernel<GpuLooseQuads>,
            tiles * stretches,
            geometry,
            stretches,
            operands.Left,
            operands.Right,
            accumulators);
        gpu.Launch(
            geometry.IsAligned ? Join<GpuAlignedQuads> : Join<GpuLooseQuads>,
            tiles * GpuSplit.TileQuads,
            geometry,
            stretches,
            accumulators,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);
    }

    private static long Tiles(in GpuGemmGeometry geometry) => geometry.Tiles(GpuGemm64.Tile);

    // A thread block computes 64 x 64 outputs over one stretch of the terms; a thread 8 x 4 of them.
    [GpuGroup(GpuGemm64.Threads)]
    private static void Kernel<TQuads>(
        GpuGemmGeometry geometry,
        int stretches,
        ArrayView<float> left,
        ArrayView<float> right,
        ArrayView<float> accumulators)
        where TQuads : unmanaged, IGpuQuads
    {
        int steps = GpuGemm64.Steps(geometry);
        int first = GpuSplit.FirstStep(steps, stretches, Grid.IdxX % stretches);
        int end = GpuSplit.FirstStep(steps, stretches, (Grid.IdxX % stretches) + 1);
        GpuTile tile = new(geometry, Grid.IdxX / stretches, GpuGemm64.Tile);
        GpuSplit.Store(GpuGemm64.Sum<TQuads>(geometry, tile, first, end - first, left, right), accumulators);
    }

    // One thread adds up all stretches of four columns of a row.
    private static void Join<TQuads>(
        Index1D index,
        GpuGemmGeometry geometry,
        int stretches,
        ArrayView<float> accumulators,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
        where TQuads : unmanaged, IGpuQuads
    {
        GpuTile tile = new(geometry, index / GpuSplit.TileQuads, GpuGemm64.Tile);
        GpuOutputQuad<TQuads> quad = new(
            geometry, tile.Product, tile.FirstColumn + (index % GpuSplit.RowQuads * 4));
        int row = tile.FirstRow + (index / GpuSplit.RowQuads % GpuGemm64.Tile);
        Float4 joined = GpuSplit.Join(accumulators, stretches, index);
        quad.Store(geometry, row, joined, bias, residual, clamp, output);
    }
}
