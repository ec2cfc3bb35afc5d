using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A GEMM in tiles of 128 x 128, eight terms at a time: <see cref="Conv2dGpuGemm128"/> without windows. Both matrices
/// are read in their own layout, sixteen bytes at a time, and stored in shared memory term by term:
/// <code>
///                                   128 columns
///                                 +------------+
///                         8 terms | ----       |  a thread loads 4 columns of one term
///                                 +------------+
///                8 terms          +------------+
///               +------+          |            |
///    128 rows   | ---- |          |            |  a thread loads 4 terms of one row, transposes them,
///               |      |          |            |  and computes a register tile of 8 x 8
///               +------+          +------------+
/// </code>
/// </summary>
internal static class GpuGemm128
{
    public const int Tile = 128;

    public const int Threads = 256;

    /// <summary>A double buffer of eight terms, for rows and for columns.</summary>
    public const int SharedBytes = 2 * 2 * Buffer * sizeof(float);

    /// <summary>128 registers, 16 KB of shared memory.</summary>
    public static GpuBlock Block => new(Warps: 8, Resident: 2, StepInstructions: 594);

    private const int Depth = 8;
    private const int Buffer = Depth * Tile;
    private const int StepsPerPart = GpuSumParts.InOutput / Depth;

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

    // A thread block computes 128 x 128 outputs; a thread 8 x 8 of them.
    [GpuGroup(Threads, GroupsPerMultiprocessor = 2)]
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
        ArrayView<float> sharedRows = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<float> sharedColumns = SharedMemory.Allocate<float>(2 * Buffer);
        ArrayView<Float4> rowQuads = sharedRows.Cast<Float4>();
        ArrayView<Float4> columnQuads = sharedColumns.Cast<Float4>();

        int columnTiles = geometry.ColumnTiles(Tile);
        int rowTiles = geometry.RowTiles(Tile);
        int firstColumn = Grid.IdxX % columnTiles * Tile;
        int firstRow = Grid.IdxX / columnTiles % rowTiles * Tile;
        int product = Grid.IdxX / columnTiles / rowTiles;
        int steps = (geometry.Matrices.Terms + Depth - 1) / Depth;

        // What this thread loads for the block: four terms of a row, and four columns of a term.
        int thread = Group.IdxX;
        GpuLeftQuads<TQuads> leftQuads = new(geometry, product, firstRow + (thread & 127), (thread >> 7) * 4);
        GpuRightQuads<TQuads> rightQuads = new(geometry, product, firstColumn + ((thread & 31) * 4), thread >> 5);
        Float4 nextTerms = leftQuads.Read(geometry, left);
        Float4 nextColumns = rightQuads.Read(right);
        int termsAt = ((thread >> 7) * 4 * Tile) + (thread & 127);

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
                Share(sharedRows.SubView((buffer * 4) + termsAt, (3 * Tile) + 1), leftQuads.Keep(geometry, nextTerms));
                columnQuads[buffer + thread] = rightQuads.Keep(nextColumns);
                Group.Barrier();

                // The last step loads values that are not used, which costs less than a branch around it.
                leftQuads.Advance(Depth);
                rightQuads.Advance(geometry, Depth);
                nextTerms = leftQuads.Read(geometry, left);
                nextColumns = rightQuads.Read(right);

                ArrayView<Float4> rows = rowQuads.SubView(buffer + down, (Buffer / 4) - 15);
                ArrayView<Float4> columns = columnQuads.SubView(buffer + across, (Buffer / 4) - 15);
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
            GpuOutputQuad<TQuads> near = new(geometry, product, firstColumn + (across * 4));
            GpuOutputQuad<TQuads> far = new(geometry, product, firstColumn + 64 + (across * 4));
            int r = firstRow + (down * 4);
            Store(geometry, r, accumulators.R0, near, far, shift, before, range, output);
            Store(geometry, r + 1, accumulators.R1, near, far, shift, before, range, output);
            Store(geometry, r + 2, accumulators.R2, near, far, shift, before, range, output);
            Store(geometry, r + 3, accumulators.R3, near, far, shift, before, range, output);
            Store(geometry, r + 64, accumulators.R4, near, far, shift, before, range, output);
            Store(geometry, r + 65, accumulators.R5, near, far, shift, before, range, output);
            Store(geometry, r + 66, accumulators.R6, near, far, shift, before, range, output);
            Store(geometry, r + 67, accumulators.R7, near, far, shift, before, range, output);
        }
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TQuads>(
        GpuGemmGeometry geometry,
        int row,
        GpuAccumulators8x8.Row accumulators,
        GpuOutputQuad<TQuads> near,
        GpuOutputQuad<TQuads> far,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
        where TQuads : unmanaged, IGpuQuads
    {
        near.Store(geometry, row, accumulators.Left, bias, residual, clamp, output);
        far.Store(geometry, row, accumulators.Right, bias, residual, clamp, output);
    }
}
