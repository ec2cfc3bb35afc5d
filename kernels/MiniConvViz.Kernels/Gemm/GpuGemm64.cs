using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <see cref="GpuGemm128"/> in tiles of 64 x 64, eight terms at a time, 8 x 4 accumulators per thread: for matrices
/// with too few large tiles for all multiprocessors.
/// </summary>
internal static class GpuGemm64
{
    public const int Tile = 64;

    public const int Threads = 128;

    /// <summary>
    /// A double buffer of eight terms, for rows and for columns, and the totals of the accumulators.
    /// </summary>
    public const int SharedBytes = ((2 * 2 * Buffer) + (Tile * Tile)) * sizeof(float);

    /// <summary>77 registers, 24 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 6, StepInstructions: 323);

    private const int Depth = 8;
    private const int Buffer = Depth * Tile;

    /// <summary>Steps of eight terms that a sum has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Steps(GpuGemmGeometry geometry) => (geometry.Matrices.Terms + Depth - 1) / Depth;

    public static void Run(GpuAccelerator gpu, in GpuGemmGeometry geometry, in GpuGemmOperands operands) =>
        gpu.LaunchGroups(
            geometry.IsAligned ? Kernel<GpuAlignedQuads> : Kernel<GpuLooseQuads>,
            geometry.Tiles(Tile),
            geometry,
            operands.Left,
            operands.Right,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 64 x 64 outputs; a thread 8 x 4 of them.
    [GpuGroup(Threads)]
    private static void Kernel<TQuads>(
        GpuGemmGeometry geometry,
        ArrayView<float> left,
        ArrayView<float> right,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
        where TQuads : unmanaged, IGpuQuads
    {
        GpuTile tile = new(geometry, Grid.IdxX, Tile);
        GpuTileAccumulators accumulators = Sum<TQuads>(geometry, tile, 0, Steps(geometry), left, right);
        GpuOutputQuad<TQuads> quad = new(geometry, tile.Product, tile.FirstColumn + accumulators.Column);
        int r = tile.FirstRow + accumulators.Row;
        quad.Store(geometry, r, accumulators[0], bias, residual, clamp, output);
        quad.Store(geometry, r + 1, accumulators[1], bias, residual, clamp, output);
        quad.Store(geometry, r + 2, accumulators[2], bias, residual, clamp, output);
        quad.Store(geometry, r + 3, accumulators[3], bias, residual, clamp, output);
        quad.Store(geometry, r + 32, accumulators[4], bias, residual, clamp, output);
        quad.Store(geometry, r + 33, accumulators[5], bias, residual, clamp, output);
        quad.Store(geometry, r + 34, accumulators[6], bias, residual, clamp, output);
        quad.Store(geometry, r + 35, accumulators[7], bias, residual, clamp, output);
    }

    /// <summary>Computes the accumulators of a tile over a number of steps, from a given one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GpuTileAccumulators Sum<TQuads>(
        GpuGemmGeometry geometry,
        GpuTile tile,
        int firstStep,
        int steps,
        ArrayView<float> left,
        ArrayView<float> right)
        where TQuads : unmanaged, IGpuQuads
    {
        ArrayView<float> sharedRows = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<float> sharedColumns = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<Float4> rowQuads = sharedRows.Cast<Float4>();
        ArrayView<Float4> columnQuads = sharedColumns.Cast<Float4>();

        // What this thread loads for the block: four terms of a row, and four columns of a term.
        int thread = Group.IdxX;
        int firstTerm = firstStep * Depth;
        GpuLeftQuads<TQuads> leftQuads = new(
            geometry, tile.Product, tile.FirstRow + (thread & 63), firstTerm + ((thread >> 6) * 4));
        GpuRightQuads<TQuads> rightQuads = new(
            geometry, tile.Product, tile.FirstColumn + ((thread & 15) * 4), firstTerm + (thread >> 4));
        Float4 nextTerms = leftQuads.Read(geometry, left);
        Float4 nextColumns = rightQuads.Read(right);
        int termsAt = ((thread >> 6) * 4 * Tile) + (thread & 63);

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
                Share(sharedRows.SubView((buffer * 4) + termsAt, (3 * Tile) + 1), leftQuads.Keep(geometry, nextTerms));
                columnQuads[buffer + thread] = rightQuads.Keep(nextColumns);
                Group.Barrier();

                // The last step loads values that are not used, which costs less than a branch around it.
                leftQuads.Advance(Depth);
                rightQuads.Advance(geometry, Depth);
                nextTerms = leftQuads.Read(geometry, left);
                nextColumns = rightQuads.Read(right);

                ArrayView<Float4> rows = rowQuads.SubView(buffer + down, (Buffer / 4) - 7);
                ArrayView<Float4> columns = columnQuads.SubView(buffer + across, (Buffer / 4) - 15);
                part.AddFour(rows, columns, 0);
                part.AddFour(rows, columns, 4);
            }

            part.AddTo(accumulators);
        }

        return new GpuTileAccumulators(accumulators, across, down);
    }

    // Stores four terms of one row in four rows of terms.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Share(ArrayView<float> target, Float4 terms)
    {
        target[0] = terms.X;
        target[Tile] = terms.Y;
        target[2 * Tile] = terms.Z;
        target[3 * Tile] = terms.W;
    }
}
