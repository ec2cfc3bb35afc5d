using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution as an implicit GEMM in tiles of 64 output channels by 128 pixels, for layers of up to 64 channels
/// with many pixels: half of a tile of <see cref="Conv2dGpuGemm128"/> would be empty there.
/// <code>
///                              128 pixels
///                            +------------+
///                    8 terms |            |  loaded by 128 threads, 8 terms of one pixel each
///                            +------------+
///            8 terms         +------------+
///           +------+         |            |  a thread: 8 x 8 accumulators, in four pieces of 4 x 4
///  64       |      |         |            |
///  channels +------+         +------------+
/// </code>
/// A thread reads 16 values from shared memory for 64 multiply-adds, where <see cref="Conv2dGpuGemm64"/> reads 12
/// for 32: shared memory is no longer what limits the loop.
/// </summary>
/// <remarks>
/// Occupancy: 125 registers leave room for 4 thread blocks on a multiprocessor of compute capability 9.0, whose 228 KB
/// of shared memory would hold 5 times 44 KB. For compute capability 8.0 the assembler takes 138 registers: 3 blocks,
/// as many as 164 KB hold.
/// </remarks>
internal static class Conv2dGpuGemm64x128
{
    /// <summary>Output channels of a tile.</summary>
    public const int Rows = Conv2dGpuGemm64.Tile;

    /// <summary>Pixels of a tile.</summary>
    public const int Columns = 128;

    public const int Threads = 128;

    /// <summary>A double buffer of eight terms, for weights and for pixels, and the totals of a tile.</summary>
    public const int SharedBytes = ((2 * (WeightBuffer + PixelBuffer)) + (Rows * Columns)) * sizeof(float);

    /// <summary>125 registers, 44 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 4, StepInstructions: 651);

    private const int Depth = 8;
    private const int WeightBuffer = Depth * Rows;
    private const int PixelBuffer = Depth * Columns;

    /// <summary>The order of the weights: that of <see cref="Conv2dGpuGemm64"/>.</summary>
    public static Conv2dGpuTerms Terms => Conv2dGpuGemm64.Terms;

    /// <summary>Tiles of the whole output; each is computed by one thread block.</summary>
    public static long Tiles(in Conv2dGeometry geometry) =>
        (long)geometry.Groups * Terms.Tiles(geometry) * Conv2dGpuForms.Tiles(geometry, Columns);

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

    // A thread block computes 64 output channels of 128 pixels; a thread 8 x 8 of them.
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
        Conv2dGpuTile tile = new(geometry, Grid.IdxX, Rows, Columns);
        ArrayView<Float4> accumulators = Sum(geometry, tile, input, weight);
        int column = tile.FirstColumn + ((Group.IdxX & 15) * 4);
        Conv2dGpuQuad left = new(geometry, column);
        Conv2dGpuQuad right = new(geometry, column + (Columns / 2));
        int end = tile.EndChannel;
        int o = tile.FirstChannel + ((Group.IdxX >> 4) * 4);
        Store(geometry, o, end, accumulators, 0, left, right, bias, residual, clamp, output);
        Store(geometry, o + 1, end, accumulators, 1, left, right, bias, residual, clamp, output);
        Store(geometry, o + 2, end, accumulators, 2, left, right, bias, residual, clamp, output);
        Store(geometry, o + 3, end, accumulators, 3, left, right, bias, residual, clamp, output);
        Store(geometry, o + 32, end, accumulators, 4, left, right, bias, residual, clamp, output);
        Store(geometry, o + 33, end, accumulators, 5, left, right, bias, residual, clamp, output);
        Store(geometry, o + 34, end, accumulators, 6, left, right, bias, residual, clamp, output);
        Store(geometry, o + 35, end, accumulators, 7, left, right, bias, residual, clamp, output);
    }

    // The totals of the thread's 64 accumulators in shared memory: row r's left four at 2 * r * Threads, its right
    // four Threads further.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ArrayView<Float4> Sum(
        Conv2dGeometry geometry, Conv2dGpuTile tile, ArrayView<float> input, ArrayView<float> weight)
    {
        ArrayView<Float4> weightQuads = SharedMemory.Allocate<float>(2 * WeightBuffer).Cast<Float4>();
        ArrayView<float> sharedPixels = SharedMemory.Allocate<float>(2 * PixelBuffer);
        ArrayView<Float4> pixelQuads = sharedPixels.Cast<Float4>();

        // What this thread loads for the block: four weights of a term, and eight terms of one pixel.
        int thread = Group.IdxX;
        int steps = Conv2dGpuGemm64.Steps(geometry);
        ArrayView<Float4> weights = weight.Cast<Float4>();
        int weightAt = (tile.Row * steps * (WeightBuffer / 4)) + thread;
        Conv2dGpuPixels window = new(geometry, tile.Group, tile.FirstColumn + thread);
        Float4 nextWeights = weights[weightAt];
        Float4 nextPixels = window.Read(geometry, input);
        window.Advance(geometry, 1);
        Float4 morePixels = window.Read(geometry, input);

        // What it computes: the accumulators of a part, in registers; their totals over all parts lie in shared
        // memory, where no other thread reads or writes them.
        int across = thread & 15;
        int down = thread >> 4;
        ArrayView<Float4> accumulators =
            SharedMemory.Allocate<float>(Rows * Columns).Cast<Float4>().SubView(thread, (15 * Threads) + 1);
        default(GpuAccumulators8x8).CopyTo(accumulators);
        int stepsPerPart = GpuSumParts.Length(steps * Depth) / Depth;
        int rest = steps;
        for (int restAfter = GpuSumParts.FirstEnd(steps, stepsPerPart); rest > 0; restAfter -= stepsPerPart)
        {
            GpuAccumulators8x8 part = default;
            for (; rest > restAfter; rest--)
            {
                int buffer = rest & 1;
                window.Advance(geometry, 1);

                // No barrier between here and the next loads: ILGPU moves the multiply-adds to the end of the loop,
                // and across a barrier their operands would occupy registers.
                weightQuads[(buffer * (WeightBuffer / 4)) + thread] = nextWeights;
                ArrayView<float> target = sharedPixels.SubView((buffer * PixelBuffer) + thread, (7 * Columns) + 1);
                Share(target, 0, nextPixels);
                Share(target, 4, morePixels);
                Group.Barrier();

                // The last step loads values that are not used, which costs less than a branch around it.
                weightAt += rest > 1 ? WeightBuffer / 4 : 0;
                nextWeights = weights[weightAt];
                nextPixels = window.Read(geometry, input);
                window.Advance(geometry, 1);
                morePixels = window.Read(geometry, input);

                ArrayView<Float4> rows =
                    weightQuads.SubView((buffer * (WeightBuffer / 4)) + down, (WeightBuffer / 4) - 7);
                ArrayView<Float4> columns =
                    pixelQuads.SubView((buffer * (PixelBuffer / 4)) + across, (PixelBuffer / 4) - 15);
                part.AddOf64Rows(rows, columns, 0);
                part.AddOf64Rows(rows, columns, 1);
                part.AddOf64Rows(rows, columns, 2);
                part.AddOf64Rows(rows, columns, 3);
                part.AddOf64Rows(rows, columns, 4);
                part.AddOf64Rows(rows, columns, 5);
                part.AddOf64Rows(rows, columns, 6);
                part.AddOf64Rows(rows, columns, 7);
            }

            part.AddTo(accumulators);
        }

        return accumulators;
    }

    // Stores one pixel of four channels as four terms.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Share(ArrayView<float> target, int term, Float4 pixels)
    {
        target[term * Columns] = pixels.X;
        target[(term + 1) * Columns] = pixels.Y;
        target[(term + 2) * Columns] = pixels.Z;
        target[(term + 3) * Columns] = pixels.W;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Conv2dGeometry geometry,
        int o,
        int end,
        ArrayView<Float4> accumulators,
        int row,
        Conv2dGpuQuad left,
        Conv2dGpuQuad right,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (o < end)
        {
            left.Store(geometry, o, accumulators[2 * row * Threads], bias, residual, clamp, output);
            right.Store(geometry, o, accumulators[((2 * row) + 1) * Threads], bias, residual, clamp, output);
        }
    }
}
