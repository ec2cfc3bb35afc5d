using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="Conv2dGpuGemm128"/> on tensor cores: weights and pixels are rounded to <see cref="Tf32"/>, so it is no
/// float32 convolution and chosen only if the caller allows it. Sixteen terms at a time; eight warps compute a tile:
/// <code>
///                         128 pixels
///               +------+------+------+------+
///           64  |warp 0|warp 1|warp 2|warp 3|     a warp: 64 channels x 32 pixels, 16 products of 16 x 8,
///   channels    +------+------+------+------+     each of 8 terms at a time
///           64  |warp 4|warp 5|warp 6|warp 7|
///               +------+------+------+------+
/// </code>
/// Every thread reads shared memory in quads of sixteen bytes: weights are packed in the order of the threads that
/// multiply them, pixels are stored four terms to a quad, and the quads of one pixel are <see cref="Plane"/> apart.
/// Eight threads that read at a time access different banks: no bank conflicts.
/// </summary>
internal static class Conv2dGpuTensorCores
{
    public const int Tile = 128;

    public const int Threads = 256;

    /// <summary>A double buffer of sixteen terms, for weights and for pixels.</summary>
    public const int SharedBytes = 2 * (WeightQuads + PixelQuads) * 4 * sizeof(float);

    /// <summary>128 registers, 32 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 8, Resident: 2, StepInstructions: 197, StepClocks: 512);

    private const int Depth = TensorFragments.Terms;

    /// <summary>A tile's weights of one step, in quads.</summary>
    private const int WeightQuads = Tile * Depth / 4;

    /// <summary>
    /// Quads of four terms, one for each pixel, and two unused ones as padding against bank conflicts.
    /// </summary>
    private const int Plane = Tile + 2;

    private const int PixelQuads = Depth / 4 * Plane;

    /// <summary>The order of the terms before <see cref="Pack"/> reorders them by thread.</summary>
    private static Conv2dGpuTerms Terms => new(Tile, ChannelMultiple: 4, TermMultiple: Depth);

    /// <summary>Rounds weights and packs them in the order of <see cref="TensorFragments.Pack"/>.</summary>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public static float[] Pack(in Conv2dGeometry geometry, ReadOnlySpan<float> weight) =>
        TensorFragments.Pack(Terms.Pack(geometry, weight), Tile);

    /// <summary>Tiles of the whole output; each is computed by one thread block.</summary>
    public static long Tiles(in Conv2dGeometry geometry) =>
        (long)geometry.Groups * Terms.Tiles(geometry) * Conv2dGpuForms.Tiles(geometry, Tile);

    /// <summary>Runs it on one kind of tensor core.</summary>
    public static void Run<TCore>(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands)
        where TCore : struct, ITensorCore =>
        gpu.LaunchGroups(
            Kernel<TCore>,
            Tiles(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 128 output channels of 128 pixels; a warp 64 of 32, a thread of it 8 of 8.
    [GpuGroup(Threads)]
    private static void Kernel<TCore>(
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
        where TCore : struct, ITensorCore
    {
        ArrayView<Float4> weightQuads = SharedMemory.Allocate<float>(2 * WeightQuads * 4).Cast<Float4>();
        ArrayView<Float4> pixelQuads = SharedMemory.Allocate<float>(2 * PixelQuads * 4).Cast<Float4>();
        TCore core = default;
        core.Open();

        int pixels = geometry.Batch * geometry.OutHeight * geometry.OutWidth;
        int columnTiles = (pixels + Tile - 1) / Tile;
        int firstColumn = Grid.IdxX % columnTiles * Tile;
        int rowTile = Grid.IdxX / columnTiles;
        int rowTiles = (geometry.GroupOutChannels + Tile - 1) / Tile;
        int group = rowTile / rowTiles;
        int channels = (geometry.GroupInChannels + 3) / 4 * 4;
        int steps = ((geometry.KernelHeight * geometry.KernelWidth * channels) + Depth - 1) / Depth;

        // What this thread loads for the block: eight weights, and one pixel in twice four channels.
        int thread = Group.IdxX;
        ArrayView<Float4> weights = weight.Cast<Float4>();
        int weightAt = (rowTile * steps * WeightQuads) + thread;
        Conv2dGpuPixels window = new(geometry, group, firstColumn + (thread & 127));
        window.Advance(geometry, thread >> 7);
        Float4 nextWeights = weights[weightAt];
        Float4 moreWeights = weights[weightAt + Threads];
        Float4 nextPixels = window.Read(geometry, input);
        window.Advance(geometry, 2);
        Float4 morePixels = window.Read(geometry, input);

        // Where it stores them, and where the factors of its own accumulators begin.
        int warp = thread >> 5;
        int lane = thread & 31;
        int weightTo = thread;
        int pixelTo = ((thread >> 7) * Plane) + (thread & 127);
        int rowsAt = ((warp >> 2) * (WeightQuads / 2)) + lane;
        int columnsAt =
            (TensorFragments.RightTerms(lane) * Plane) + ((warp & 3) * 32) + TensorFragments.RightColumn(lane);
        int other = PixelQuads;
        TensorAccumulators accumulators = default;
        for (int rest = steps; rest > 0; rest--)
        {
            weightQuads[weightTo] = nextWeights;
            weightQuads[weightTo + Threads] = moreWeights;
            pixelQuads[pixelTo] = TCore.Round(nextPixels);
            pixelQuads[pixelTo + (2 * Plane)] = TCore.Round(morePixels);
            Group.Barrier();

            // The last step loads values that are not used, which costs less than a branch around it.
            weightAt += rest > 1 ? WeightQuads : 0;
            nextWeights = weights[weightAt];
            moreWeights = weights[weightAt + Threads];
            window.Advance(geometry, 2);
            nextPixels = window.Read(geometry, input);
            window.Advance(geometry, 2);
            morePixels = window.Read(geometry, input);

            accumulators.Add(core, weightQuads.SubView(rowsAt, 225), pixelQuads.SubView(columnsAt, 19));

            // The other buffer.
            weightTo ^= WeightQuads;
            rowsAt ^= WeightQuads;
            pixelTo += other;
            columnsAt += other;
            other = -other;
        }

        int column = firstColumn + ((warp & 3) * 32) + TensorFragments.SumColumn(lane);
        Conv2dGpuQuad left = new(geometry, column);
        Conv2dGpuQuad right = new(geometry, column + 16);
        int end = (group + 1) * geometry.GroupOutChannels;
        int o = (group * geometry.GroupOutChannels) + (rowTile % rowTiles * Tile)
            + ((warp >> 2) * 64) + TensorFragments.SumRow(lane);
        Store(geometry, o, end, accumulators.R0, left, right, bias, residual, clamp, output);
        Store(geometry, o + 16, end, accumulators.R1, left, right, bias, residual, clamp, output);
        Store(geometry, o + 32, end, accumulators.R2, left, right, bias, residual, clamp, output);
        Store(geometry, o + 48, end, accumulators.R3, left, right, bias, residual, clamp, output);
    }

    /// <summary>
    /// <c>output = clamp(accumulators + bias + residual)</c> for a thread's share of 16 output channels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        Conv2dGeometry geometry,
        int o,
        int end,
        TensorAccumulators.Band accumulators,
        Conv2dGpuQuad left,
        Conv2dGpuQuad right,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (o < end)
        {
            left.Store(geometry, o, accumulators.TopLeft, bias, residual, clamp, output);
            right.Store(geometry, o, accumulators.TopRight, bias, residual, clamp, output);
        }

        if (o + 8 < end)
        {
            left.Store(geometry, o + 8, accumulators.BottomLeft, bias, residual, clamp, output);
            right.Store(geometry, o + 8, accumulators.BottomRight, bias, residual, clamp, output);
        }
    }
}
