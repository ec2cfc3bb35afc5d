using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="Conv2dGpuGemm64"/> with split-K (<see cref="GpuSplit"/>): for layers with too few tiles for all
/// multiprocessors.
/// </summary>
internal static class Conv2dGpuSplit64
{
    private const int Tile = Conv2dGpuGemm64.Tile;

    /// <summary>78 registers, 24 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 6, StepInstructions: 352);

    /// <summary>Whether the accumulators of all stretches fit into a device's scratch memory.</summary>
    public static bool Takes(GpuAccelerator gpu, in Conv2dGeometry geometry) => GpuSplit.Takes(
        gpu.Multiprocessors, Conv2dGpuGemm64.Tiles(geometry), Conv2dGpuGemm64.Steps(geometry), Block);

    /// <inheritdoc cref="GpuSplit.Suits"/>
    public static bool Suits(GpuAccelerator gpu, in Conv2dGeometry geometry) => GpuSplit.Suits(
        gpu.Multiprocessors, Conv2dGpuGemm64.Tiles(geometry), Conv2dGpuGemm64.Steps(geometry), Block);

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) => Run(
        gpu,
        geometry,
        operands,
        GpuSplit.Stretches(
            gpu.Multiprocessors, Conv2dGpuGemm64.Tiles(geometry), Conv2dGpuGemm64.Steps(geometry), Block));

    /// <summary>Runs with the given number of stretches; a stretch without terms is zero.</summary>
    public static void Run(
        GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands, int stretches)
    {
        long tiles = Conv2dGpuGemm64.Tiles(geometry);
        if (tiles == 0)
        {
            return;
        }

        ArrayView<float> accumulators = gpu.Scratch(GpuSplit.Floats(tiles, stretches));
        gpu.LaunchGroups(Kernel, tiles * stretches, geometry, stretches, operands.Input, operands.Weight, accumulators);
        RunJoin(gpu, geometry, operands, stretches, accumulators);
    }

    /// <summary>The second kernel: adds up all stretches of each tile and applies the epilogue.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="operands">The operands of the epilogue.</param>
    /// <param name="stretches">How many.</param>
    /// <param name="accumulators">[tiles,stretches,64,64]</param>
    public static void RunJoin(
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        in Conv2dGpuOperands operands,
        int stretches,
        ArrayView<float> accumulators) =>
        gpu.Launch(
            Join,
            Conv2dGpuGemm64.Tiles(geometry) * GpuSplit.TileQuads,
            geometry,
            stretches,
            accumulators,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 64 output channels of 64 pixels over one stretch of the terms; a thread 8 x 4 of them.
    [GpuGroup(Conv2dGpuGemm64.Threads)]
    private static void Kernel(
        Conv2dGeometry geometry,
        int stretches,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> accumulators)
    {
        int steps = Conv2dGpuGemm64.Steps(geometry);
        int first = GpuSplit.FirstStep(steps, stretches, Grid.IdxX % stretches);
        int end = GpuSplit.FirstStep(steps, stretches, (Grid.IdxX % stretches) + 1);
        Conv2dGpuTile tile = new(geometry, Grid.IdxX / stretches, Tile, Tile);
        GpuSplit.Store(Conv2dGpuGemm64.Sum(geometry, tile, first, end - first, input, weight), accumulators);
    }

    // One thread adds up all stretches of four pixels of an output channel.
    private static void Join(
        Index1D index,
        Conv2dGeometry geometry,
        int stretches,
        ArrayView<float> accumulators,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        Conv2dGpuTile tile = new(geometry, index / GpuSplit.TileQuads, Tile, Tile);
        int o = tile.FirstChannel + (index / GpuSplit.RowQuads % Tile);
        if (o < tile.EndChannel)
        {
            Conv2dGpuQuad quad = new(geometry, tile.FirstColumn + (index % GpuSplit.RowQuads * 4));
            Float4 joined = GpuSplit.Join(accumulators, stretches, index);
            quad.Store(geometry, o, joined, bias, residual, clamp, output);
        }
    }
}
