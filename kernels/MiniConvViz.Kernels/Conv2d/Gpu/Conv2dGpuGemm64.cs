using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="Conv2dGpuGemm128"/> in tiles of 64 output channels by 64 pixels, eight terms at a time, 8 x 4
/// accumulators per thread. Each value is used for half as many multiply-adds, but a small layer has four times as
/// many thread blocks, which is enough for all multiprocessors of a device that has a hundred.
/// </summary>
internal static class Conv2dGpuGemm64
{
    public const int Tile = 64;

    public const int Threads = 128;

    /// <summary>
    /// A double buffer of eight terms, for weights and for pixels, and the totals of the accumulators.
    /// </summary>
    public const int SharedBytes = ((2 * 2 * Buffer) + (Tile * Tile)) * sizeof(float);

    /// <summary>90 registers, 24 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 5, StepInstructions: 358);

    private const int Depth = 8;
    private const int Buffer = Depth * Tile;

    /// <summary>The layout of the packed weights.</summary>
    public static Conv2dGpuTerms Terms => new(Tile, ChannelMultiple: 4, TermMultiple: Depth);

    /// <summary>Tiles of the whole output.</summary>
    public static long Tiles(in Conv2dGeometry geometry) =>
        (long)geometry.Groups * Terms.Tiles(geometry) * Conv2dGpuForms.Tiles(geometry, Tile);

    /// <summary>Steps of eight terms that a sum has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Steps(Conv2dGeometry geometry)
    {
        int channels = (geometry.GroupInChannels + 3) / 4 * 4;
        return ((geometry.KernelHeight * geometry.KernelWidth * channels) + Depth - 1) / Depth;
    }

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.LaunchGroups(
            Kernel,
            Tiles(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 64 output channels of 64 pixels; a thread 8 x 4 of them.
    [GpuGroup(Threads)]
    private static void Kernel(
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        Conv2dGpuTile tile = new(geometry, Grid.IdxX, Tile, Tile);
        GpuTileAccumulators accumulators = Sum(geometry, tile, 0, Steps(geometry), input, weight);
        Conv2dGpuQuad quad = new(geometry, tile.FirstColumn + accumulators.Column);
        int end = tile.EndChannel;
        int o = tile.FirstChannel + accumulators.Row;
        Store(geometry, o, end, accumulators[0], quad, bias, residual, clamp, output);
        Store(geometry, o + 1, end, accumulators[1], quad, bias, residual, clamp, output);
        Store(geometry, o + 2, end, accumulators[2], quad, bias, residual, clamp, output);
        Store(geometry, o + 3, end, accumulators[3], quad, bias, residual, clamp, output);
        Store(geometry, o + 32, end, accumulators[4], quad, bias, residual, clamp, output);
        Store(geometry, o + 33, end, accumulators[5], quad, bias, residual, clamp, output);
        Store(geometry, o + 34, end, accumulators[6], quad, bias, residual, clamp, output);
        Store(geometry, o + 35, end, accumulators[7], quad, bias, residual, clamp, output);
    }

    /// <summary>
    /// Computes the accumulators of a tile over <paramref name="steps"/> steps, from a given one on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GpuTileAccumulators Sum(
        Conv2dGeometry geometry,
        Conv2dGpuTile tile,
        int firstStep,
        int steps,
        ArrayView<float> input,
        ArrayView<float> weight)
    {
        ArrayView<float> sharedWeights = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<float> sharedPixels = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<Float4> weightQuads = sharedWeights.Cast<Float4>();
        ArrayView<Float4> pixelQuads = sharedPixels.Cast<Float4>();

        // What this thread loads for the block: four weights of a term, and one pixel in four channels.
        int thread = Group.IdxX;
        ArrayView<Float4> weights = weight.Cast<Float4>();
        int weightAt = (((tile.Row * Steps(geometry)) + firstStep) * (Buffer / 4)) + thread;
        Conv2dGpuPixels window = new(geometry, tile.Group, tile.FirstColumn + (thread % Tile));
        window.Advance(geometry, (firstStep * (Depth / 4)) + (thread / Tile));
        Float4 nextWeights = weights[weightAt];
        Float4 nextPixels = window.Read(geometry, input);
        int pixelAt = ((thread >> 6) * 4 * Tile) + (thread & 63);

        // What it computes: the accumulators of a part, in registers. Their totals over all parts lie in shared
        // memory, where no other thread reads or writes them.
        int across = thread & 15;
        int down = thread >> 4;
        ArrayView<Float4> accumulators =
            SharedMemory.Allocate<float>(Tile * Tile).Cast<Float4>().SubView(thread, (7 * Threads) + 1);
        default(GpuAccumulators8x4).CopyTo(accumulators);
        int stepsPerPart = GpuSumParts.Length(steps * Depth) / Depth;
        int rest = steps;
        for (int restAfter = GpuSumParts.FirstEnd(steps, stepsPerPart); rest > 0; restAfter -= stepsPerPart)
        {
            GpuAccumulators8x4 part = default;
            for (; rest > restAfter; rest--)
            {
                // Computed in each step, which takes one register less than keeping it.
                int buffer = (rest & 1) * (Buffer / 4);
                window.Advance(geometry, Depth / 4);

                // No barrier between here and the next loads: ILGPU moves the multiply-adds to the end of the loop,
                // and across a barrier their operands would occupy registers.
                weightQuads[buffer + thread] = nextWeights;
                Share(sharedPixels.SubView((buffer * 4) + pixelAt, (3 * Tile) + 1), nextPixels);
                Group.Barrier();

                // The last step loads values that are not used, which costs less than a branch around it.
                weightAt += rest > 1 ? Buffer / 4 : 0;
                nextWeights = weights[weightAt];
                nextPixels = window.Read(geometry, input);

                ArrayView<Float4> rows = weightQuads.SubView(buffer + down, (Buffer / 4) - 7);
                ArrayView<Float4> columns = pixelQuads.SubView(buffer + across, (Buffer / 4) - 15);
                part.AddFour(rows, columns, 0);
                part.AddFour(rows, columns, 4);
            }

            part.AddTo(accumulators);
        }

        return new GpuTileAccumulators(accumulators, across, down);
    }

    // Stores one pixel of four channels as four terms.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Share(ArrayView<float> target, Float4 pixels)
    {
        target[0] = pixels.X;
        target[Tile] = pixels.Y;
        target[2 * Tile] = pixels.Z;
        target[3 * Tile] = pixels.W;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Conv2dGeometry geometry,
        int o,
        int end,
        Float4 accumulators,
        Conv2dGpuQuad quad,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (o < end)
        {
            quad.Store(geometry, o, accumulators, bias, residual, clamp, output);
        }
    }
}
