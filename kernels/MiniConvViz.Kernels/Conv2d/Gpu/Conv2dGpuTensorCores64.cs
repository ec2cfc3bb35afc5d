using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="Conv2dGpuTensorCores"/> in tiles of 64 output channels by 64 pixels, for layers with too few large tiles
/// to give every multiprocessor one, and for layers of up to 64 channels. Four warps compute a tile:
/// <code>
///                      64 pixels
///               +----------+----------+
///           32  |  warp 0  |  warp 1  |     a warp: 32 channels x 32 pixels, 8 products of 16 x 8,
///   channels    +----------+----------+     each of 8 terms at a time
///           32  |  warp 2  |  warp 3  |
///               +----------+----------+
/// </code>
/// The layout of shared memory is the same.
/// </summary>
internal static class Conv2dGpuTensorCores64
{
    public const int Tile = 64;

    public const int Threads = 128;

    /// <summary>A double buffer of sixteen terms, for weights and for pixels.</summary>
    public const int SharedBytes = 2 * (WeightQuads + PixelQuads) * 4 * sizeof(float);

    /// <summary>96 registers, 16 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 5, StepInstructions: 175, StepClocks: 128);

    /// <summary>Terms of a step.</summary>
    public const int Depth = TensorFragments.Terms;

    private const int WeightQuads = Tile * Depth / 4;

    /// <summary>
    /// From one quad of terms to the next: two more than pixels, so that the reads of a warp have no bank conflicts.
    /// </summary>
    private const int Plane = Tile + 2;

    private const int PixelQuads = Depth / 4 * Plane;

    private static Conv2dGpuTerms Terms => new(Tile, ChannelMultiple: 4, TermMultiple: Depth);

    /// <inheritdoc cref="Conv2dGpuTensorCores.Pack"/>
    public static float[] Pack(in Conv2dGeometry geometry, ReadOnlySpan<float> weight) =>
        TensorFragments.Pack(Terms.Pack(geometry, weight), Tile);

    /// <summary>Tiles of the whole output: as many as <see cref="Conv2dGpuGemm64"/> has.</summary>
    public static long Tiles(in Conv2dGeometry geometry) => Conv2dGpuGemm64.Tiles(geometry);

    /// <summary>Steps of sixteen terms that a sum has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Steps(Conv2dGeometry geometry)
    {
        int channels = (geometry.GroupInChannels + 3) / 4 * 4;
        return ((geometry.KernelHeight * geometry.KernelWidth * channels) + Depth - 1) / Depth;
    }

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

    // A thread block computes 64 output channels of 64 pixels; a warp 32 of 32, a thread of it 4 of 8.
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
        Conv2dGpuTile tile = new(geometry, Grid.IdxX, Tile, Tile);
        TensorAccumulators32 accumulators = Sum<TCore>(geometry, tile, 0, Steps(geometry), input, weight);
        int column = tile.FirstColumn + Column();
        Conv2dGpuQuad left = new(geometry, column);
        Conv2dGpuQuad right = new(geometry, column + 16);
        int o = tile.FirstChannel + Row();
        Conv2dGpuTensorCores.Store(
            geometry, o, tile.EndChannel, accumulators.R0, left, right, bias, residual, clamp, output);
        Conv2dGpuTensorCores.Store(
            geometry, o + 16, tile.EndChannel, accumulators.R1, left, right, bias, residual, clamp, output);
    }

    /// <summary>
    /// The first of the rows of the tile whose accumulators this thread holds; the others lie 8, 16 and 24 below.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row() => ((Group.IdxX >> 6) * 32) + TensorFragments.SumRow(Group.IdxX & 31);

    /// <summary>The first of four neighbouring columns; the other four lie 16 further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Column() => (((Group.IdxX >> 5) & 1) * 32) + TensorFragments.SumColumn(Group.IdxX & 31);

    /// <summary>Computes the accumulators of a tile over a number of steps, from a given one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorAccumulators32 Sum<TCore>(
        Conv2dGeometry geometry,
        Conv2dGpuTile tile,
        int firstStep,
        int steps,
        ArrayView<float> input,
        ArrayView<float> weight)
        where TCore : struct, ITensorCore
    {
        ArrayView<Float4> weightQuads = SharedMemory.Allocate<float>(2 * WeightQuads * 4).Cast<Float4>();
        ArrayView<Float4> pixelQuads = SharedMemory.Allocate<float>(2 * PixelQuads * 4).Cast<Float4>();
        TCore core = default;
        core.Open();

        // What this thread loads for the block: eight weights, and one pixel in twice four channels.
        int thread = Group.IdxX;
        ArrayView<Float4> weights = weight.Cast<Float4>();
        int weightAt = (((tile.Row * Steps(geometry)) + firstStep) * WeightQuads) + thread;
        Conv2dGpuPixels window = new(geometry, tile.Group, tile.FirstColumn + (thread & 63));
        window.Advance(geometry, (firstStep * (Depth / 4)) + (thread >> 6));
        Float4 nextWeights = weights[weightAt];
        Float4 moreWeights = weights[weightAt + Threads];
        Float4 nextPixels = window.Read(geometry, input);
        window.Advance(geometry, 2);
        Float4 morePixels = window.Read(geometry, input);

        // Where it stores them, and where the factors of its own accumulators begin.
        int warp = thread >> 5;
        int lane = thread & 31;
        int weightTo = thread;
        int pixelTo = ((thread >> 6) * Plane) + (thread & 63);
        int rowsAt = ((warp >> 1) * (WeightQuads / 2)) + lane;
        int columnsAt =
            (TensorFragments.RightTerms(lane) * Plane) + ((warp & 1) * 32) + TensorFragments.RightColumn(lane);
        int other = PixelQuads;
        TensorAccumulators32 accumulators = default;
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

            accumulators.Add(core, weightQuads.SubView(rowsAt, 97), pixelQuads.SubView(columnsAt, 19));

            // The other buffer.
            weightTo ^= WeightQuads;
            rowsAt ^= WeightQuads;
            pixelTo += other;
            columnsAt += other;
            other = -other;
        }

        return accumulators;
    }
}
