using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution as an implicit GEMM in tiles of 128 output channels by 128 pixels: the matrix of im2col is never
/// stored in global memory. A thread block loads eight terms of it at a time into shared memory.
/// <code>
///                              128 pixels
///                            +------------+
///                    8 terms |            |  read by 256 threads, 4 channels of one pixel each
///                            +------------+
///            8 terms         +------------+
///           +------+         |            |  a thread: a register tile of 8 x 8, in four pieces of 4 x 4,
///  128      |      |         |            |  so that adjacent threads read adjacent values
///  channels |      |         |            |
///           +------+         +------------+
/// </code>
/// Each value that a thread reads from shared memory is used for 8 multiply-adds, each value that a thread block
/// loads from global memory for 128. Shared memory is double buffered: while the accumulators are updated from one
/// buffer, the next eight terms are loaded into the other.
/// </summary>
internal static class Conv2dGpuGemm128
{
    public const int Tile = 128;

    public const int Threads = 256;

    /// <summary>A double buffer of eight terms, for weights and for pixels.</summary>
    public const int SharedBytes = 2 * 2 * Depth * Tile * sizeof(float);

    /// <summary>125 registers, 16 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 8, Resident: 2, StepInstructions: 619);

    private const int Depth = 8;
    private const int Buffer = Depth * Tile;
    private const int StepsPerPart = GpuSumParts.InOutput / Depth;

    /// <summary>The layout of the packed weights.</summary>
    public static Conv2dGpuTerms Terms => new(Tile, ChannelMultiple: 4, TermMultiple: Depth);

    /// <summary>Tiles of the whole output; each is computed by one thread block.</summary>
    public static long Tiles(in Conv2dGeometry geometry) =>
        (long)geometry.Groups * Terms.Tiles(geometry) * Conv2dGpuForms.Tiles(geometry, Tile);

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

    // A thread block computes 128 output channels of 128 pixels; a thread 8 x 8 of them.
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
        ArrayView<float> sharedWeights = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<float> sharedPixels = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<Float4> weightQuads = sharedWeights.Cast<Float4>();
        ArrayView<Float4> pixelQuads = sharedPixels.Cast<Float4>();

        int pixels = geometry.Batch * geometry.OutHeight * geometry.OutWidth;
        int columnTiles = (pixels + Tile - 1) / Tile;
        int firstColumn = Grid.IdxX % columnTiles * Tile;
        int rowTile = Grid.IdxX / columnTiles;
        int rowTiles = (geometry.GroupOutChannels + Tile - 1) / Tile;
        int group = rowTile / rowTiles;
        int channels = (geometry.GroupInChannels + 3) / 4 * 4;
        int steps = ((geometry.KernelHeight * geometry.KernelWidth * channels) + Depth - 1) / Depth;

        // What this thread loads for the block: four weights of a term, and one pixel in four channels.
        int thread = Group.IdxX;
        ArrayView<Float4> weights = weight.Cast<Float4>();
        int weightAt = (rowTile * steps * (Buffer / 4)) + thread;
        Conv2dGpuPixels window = new(geometry, group, firstColumn + (thread % Tile));
        window.Advance(geometry, thread / Tile);
        Float4 nextWeights = weights[weightAt];
        Float4 nextPixels = window.Read(geometry, input);
        int pixelAt = ((thread >> 7) * 4 * Tile) + (thread & 127);

        // What it computes.
        int across = thread & 15;
        int down = thread >> 4;
        int buffer = 0;
        int rest = steps;
        for (int restAfter = GpuSumParts.FirstEnd(steps, StepsPerPart); rest > 0; restAfter -= StepsPerPart)
        {
            GpuAccumulators8x8 accumulators = default;
            for (; rest > restAfter; rest--)
            {
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

                ArrayView<Float4> rows = weightQuads.SubView(buffer + down, (Buffer / 4) - 15);
                ArrayView<Float4> columns = pixelQuads.SubView(buffer + across, (Buffer / 4) - 15);
                accumulators.Add(rows, columns, 0);
                accumulators.Add(rows, columns, 1);
                accumulators.Add(rows, columns, 2);
                accumulators.Add(rows, columns, 3);
                accumulators.Add(rows, columns, 4);
                accumulators.Add(rows, columns, 5);
                accumulators.Add(rows, columns, 6);
                accumulators.Add(rows, columns, 7);
                buffer ^= Buffer / 4;
            }

            // The accumulators of the parts before it are stored in the output and added like a residual.
            bool isFirst = restAfter == GpuSumParts.FirstEnd(steps, StepsPerPart);
            ArrayView<float> shift = isFirst ? bias : bias.SubView(0, 0);
            ArrayView<float> before = isFirst ? residual : output;
            ClampRange range = restAfter == 0 ? clamp : ClampRange.None;
            Conv2dGpuQuad left = new(geometry, firstColumn + (across * 4));
            Conv2dGpuQuad right = new(geometry, firstColumn + 64 + (across * 4));
            int end = (group + 1) * geometry.GroupOutChannels;
            int o = (group * geometry.GroupOutChannels) + (rowTile % rowTiles * Tile) + (down * 4);
            Store(geometry, o, end, accumulators.R0, left, right, shift, before, range, output);
            Store(geometry, o + 1, end, accumulators.R1, left, right, shift, before, range, output);
            Store(geometry, o + 2, end, accumulators.R2, left, right, shift, before, range, output);
            Store(geometry, o + 3, end, accumulators.R3, left, right, shift, before, range, output);
            Store(geometry, o + 64, end, accumulators.R4, left, right, shift, before, range, output);
            Store(geometry, o + 65, end, accumulators.R5, left, right, shift, before, range, output);
            Store(geometry, o + 66, end, accumulators.R6, left, right, shift, before, range, output);
            Store(geometry, o + 67, end, accumulators.R7, left, right, shift, before, range, output);
        }
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
        GpuAccumulators8x8.Row accumulators,
        Conv2dGpuQuad left,
        Conv2dGpuQuad right,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (o < end)
        {
            left.Store(geometry, o, accumulators.Left, bias, residual, clamp, output);
            right.Store(geometry, o, accumulators.Right, bias, residual, clamp, output);
        }
    }
}
