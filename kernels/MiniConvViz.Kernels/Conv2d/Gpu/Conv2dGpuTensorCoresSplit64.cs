using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="Conv2dGpuTensorCores64"/> with split-K (<see cref="GpuSplit"/>): for layers with too few tiles for all
/// multiprocessors, such as the later layers for one image.
/// </summary>
internal static class Conv2dGpuTensorCoresSplit64
{
    /// <summary>96 registers, 16 KB of shared memory.</summary>
    public static GpuBlock Block => Conv2dGpuTensorCores64.Block;

    /// <inheritdoc cref="Conv2dGpuSplit64.Takes"/>
    public static bool Takes(GpuAccelerator gpu, in Conv2dGeometry geometry) => GpuSplit.Takes(
        gpu.Multiprocessors, Conv2dGpuTensorCores64.Tiles(geometry), Conv2dGpuTensorCores64.Steps(geometry), Block);

    /// <inheritdoc cref="GpuSplit.Suits"/>
    public static bool Suits(GpuAccelerator gpu, in Conv2dGeometry geometry) => GpuSplit.Suits(
        gpu.Multiprocessors, Conv2dGpuTensorCores64.Tiles(geometry), Conv2dGpuTensorCores64.Steps(geometry), Block);

    public static void Run<TCore>(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands)
        where TCore : struct, ITensorCore => Run<TCore>(
            gpu,
            geometry,
            operands,
            GpuSplit.Stretches(
                gpu.Multiprocessors,
                Conv2dGpuTensorCores64.Tiles(geometry),
                Conv2dGpuTensorCores64.Steps(geometry),
                Block));

    /// <summary>
    /// Runs with the given number of stretches on one kind of tensor core; a stretch without terms is zero.
    /// </summary>
    public static void Run<TCore>(
        GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands, int stretches)
        where TCore : struct, ITensorCore
    {
        long tiles = Conv2dGpuTensorCores64.Tiles(geometry);
        if (tiles == 0)
        {
            return;
        }

        ArrayView<float> accumulators = gpu.Scratch(GpuSplit.Floats(tiles, stretches));
        gpu.LaunchGroups(
            Kernel<TCore>, tiles * stretches, geometry, stretches, operands.Input, operands.Weight, accumulators);
        Conv2dGpuSplit64.RunJoin(gpu, geometry, operands, stretches, accumulators);
    }

    // A thread block computes 64 output channels of 64 pixels over one stretch of the terms.
    [GpuGroup(Conv2dGpuTensorCores64.Threads)]
    private static void Kernel<TCore>(
        Conv2dGeometry geometry,
        int stretches,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> accumulators)
        where TCore : struct, ITensorCore
    {
        int steps = Conv2dGpuTensorCores64.Steps(geometry);
        int first = GpuSplit.FirstStep(steps, stretches, Grid.IdxX % stretches);
        int end = GpuSplit.FirstStep(steps, stretches, (Grid.IdxX % stretches) + 1);
        Conv2dGpuTile tile = new(
            geometry, Grid.IdxX / stretches, Conv2dGpuTensorCores64.Tile, Conv2dGpuTensorCores64.Tile);
        TensorAccumulators32 own = Conv2dGpuTensorCores64.Sum<TCore>(geometry, tile, first, end - first, input, weight);
        int quad = (Grid.IdxX * GpuSplit.TileQuads)
            + (Conv2dGpuTensorCores64.Row() * GpuSplit.RowQuads)
            + (Conv2dGpuTensorCores64.Column() / 4);
        Store(own.R0, accumulators.Cast<Float4>(), quad);
        Store(own.R1, accumulators.Cast<Float4>(), quad + (16 * GpuSplit.RowQuads));
    }

    // A thread's share of sixteen rows: two rows, eight apart, of four columns and of the four that lie 16 further.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TensorAccumulators.Band own, ArrayView<Float4> accumulators, int quad)
    {
        accumulators[quad] = own.TopLeft;
        accumulators[quad + 4] = own.TopRight;
        accumulators[quad + (8 * GpuSplit.RowQuads)] = own.BottomLeft;
        accumulators[quad + (8 * GpuSplit.RowQuads) + 4] = own.BottomRight;
    }
}
