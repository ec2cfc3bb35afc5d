using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A GEMM with one thread per 4 rows and 16 columns, without thread blocks: <see cref="Conv2dGpuRegisters"/>
/// without windows, for CPU OpenCL devices.
/// <code>
///                        16 columns
///                       +----------+
///               a term  |          |     20 values read for 64 multiply-adds
///              +--+     +----------+
///     4 rows   |  |     |          |     a row of accumulators is sixteen adjacent values: a few vectors on a CPU
///              +--+     +----------+
/// </code>
/// The last sixteen columns may overlap those before them: some outputs are computed twice, with the same result, and
/// no column needs a test.
/// </summary>
internal static class GpuGemmRegisters
{
    /// <summary>Columns of a register tile, and so the fewest columns of a matrix.</summary>
    public const int Columns = 16;

    private const int Rows = 4;

    /// <summary>
    /// <code>packed [tiles,Terms,16]</code>
    /// Packs a constant right matrix in the order in which threads read it.
    /// </summary>
    /// <param name="terms">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix, 16 at least.</param>
    /// <param name="right">[Columns,Terms]: transposed, as the weights of a Linear are.</param>
    public static float[] Pack(int terms, int columns, ReadOnlySpan<float> right)
    {
        int tiles = Tiles(columns, Columns);
        float[] packed = new float[checked(tiles * terms * Columns)];
        for (int tile = 0; tile < tiles; tile++)
        {
            int first = Math.Min(tile * Columns, columns - Columns);
            for (int column = 0; column < Columns; column++)
            {
                ReadOnlySpan<float> source = right.Slice((first + column) * terms, terms);
                for (int term = 0; term < terms; term++)
                {
                    packed[(((tile * terms) + term) * Columns) + column] = source[term];
                }
            }
        }

        return packed;
    }

    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="left">[...,Rows,Terms]</param>
    /// <param name="right">[...,Terms,Columns]</param>
    /// <param name="bias">[Columns], or <c>default</c> for none.</param>
    /// <param name="clamp">The ReLU or ReLU6 that follows, or <see cref="ClampRange.None"/>.</param>
    /// <param name="output">[Batches,Rows,Columns]</param>
    /// <param name="isPacked">Whether the one right matrix is packed by <see cref="Pack"/>.</param>
    public static void Run(
        GpuAccelerator gpu,
        in MatMulGeometry geometry,
        ArrayView<float> left,
        ArrayView<float> right,
        ArrayView<float> bias,
        ClampRange clamp,
        ArrayView<float> output,
        bool isPacked)
    {
        gpu.Launch(
            Kernel,
            (long)geometry.Batches * Tiles(geometry.Rows, Rows) * Tiles(geometry.Columns, Columns),
            geometry,
            isPacked ? 1 : 0,
            left,
            right,
            GpuAccelerator.OrEmpty(bias, output),
            clamp,
            output);
    }

    // One thread computes output[b,r,c] .. output[b,r+3,c+15].
    private static void Kernel(
        Index1D index,
        MatMulGeometry geometry,
        int isPacked,
        ArrayView<float> left,
        ArrayView<float> right,
        ArrayView<float> bias,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int rowTiles = Tiles(geometry.Rows, Rows);
        int columnTiles = Tiles(geometry.Columns, Columns);
        int r = index % rowTiles * Rows;
        int tile = index / rowTiles % columnTiles;
        int b = index / rowTiles / columnTiles;
        BroadcastOffsets at = geometry.Meeting.Offsets(b);
        int c = Math.Min(tile * Columns, geometry.Columns - Columns);
        int rightAt = isPacked != 0
            ? tile * geometry.Terms * Columns
            : (at.Right * geometry.Terms * geometry.Columns) + c;
        int rightStep = isPacked != 0 ? Columns : geometry.Columns;
        int leftAt = at.Left * geometry.Rows * geometry.Terms;
        Accumulators accumulators = Sum(geometry, left, leftAt, r, right, rightAt, rightStep);

        int first = (((b * geometry.Rows) + r) * geometry.Columns) + c;
        int count = geometry.Rows - r;
        Store(accumulators.R0, count, first, c, bias, clamp, output);
        Store(accumulators.R1, count - 1, first + geometry.Columns, c, bias, clamp, output);
        Store(accumulators.R2, count - 2, first + (2 * geometry.Columns), c, bias, clamp, output);
        Store(accumulators.R3, count - 3, first + (3 * geometry.Columns), c, bias, clamp, output);
    }

    // Not inlined: ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Accumulators Sum(
        MatMulGeometry geometry,
        ArrayView<float> left,
        int leftAt,
        int r,
        ArrayView<float> right,
        int rightAt,
        int rightStep)
    {
        // A row past the last is replaced by the last, and never stored.
        int last = geometry.Rows - 1;
        int r0 = leftAt + (r * geometry.Terms);
        int r1 = leftAt + (Math.Min(r + 1, last) * geometry.Terms);
        int r2 = leftAt + (Math.Min(r + 2, last) * geometry.Terms);
        int r3 = leftAt + (Math.Min(r + 3, last) * geometry.Terms);
        Accumulators accumulators = default;
        int length = GpuSumParts.Length(geometry.Terms);
        int t = 0;
        while (t < geometry.Terms)
        {
            Accumulators part = default;
            int end = Math.Min(t + length, geometry.Terms);
            for (; t < end; t++, rightAt += rightStep)
            {
                GpuSixteen columns = new(right, rightAt);
                part.R0.Add(left[r0 + t], columns);
                part.R1.Add(left[r1 + t], columns);
                part.R2.Add(left[r2 + t], columns);
                part.R3.Add(left[r3 + t], columns);
            }

            accumulators.R0.Add(part.R0);
            accumulators.R1.Add(part.R1);
            accumulators.R2.Add(part.R2);
            accumulators.R3.Add(part.R3);
        }

        return accumulators;
    }

    // Stores sixteen columns of one row, if there is such a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        GpuSixteen accumulators,
        int count,
        int first,
        int c,
        ArrayView<float> bias,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (count > 0)
        {
            StoreFour(accumulators.A, first, c, bias, clamp, output);
            StoreFour(accumulators.B, first + 4, c + 4, bias, clamp, output);
            StoreFour(accumulators.C, first + 8, c + 8, bias, clamp, output);
            StoreFour(accumulators.D, first + 12, c + 12, bias, clamp, output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(
        Float4 accumulators, int first, int c, ArrayView<float> bias, ClampRange clamp, ArrayView<float> output)
    {
        if (bias.Length > 0)
        {
            accumulators.X += bias[c];
            accumulators.Y += bias[c + 1];
            accumulators.Z += bias[c + 2];
            accumulators.W += bias[c + 3];
        }

        output[first] = clamp.Apply(accumulators.X);
        output[first + 1] = clamp.Apply(accumulators.Y);
        output[first + 2] = clamp.Apply(accumulators.Z);
        output[first + 3] = clamp.Apply(accumulators.W);
    }

    private static int Tiles(int size, int tile) => (size + tile - 1) / tile;

    /// <summary>The register tile of one thread: four rows by sixteen columns, one accumulator each.</summary>
    private struct Accumulators
    {
        public GpuSixteen R0;
        public GpuSixteen R1;
        public GpuSixteen R2;
        public GpuSixteen R3;
    }
}
