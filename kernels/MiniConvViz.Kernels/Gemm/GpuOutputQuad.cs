using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The epilogue for four adjacent columns of a GEMM's output: their offsets, then bias, residual, clamp and store. A
/// thread constructs it once for all its rows.
/// </summary>
/// <typeparam name="TQuads">How four values are loaded and stored.</typeparam>
internal readonly struct GpuOutputQuad<TQuads>
    where TQuads : unmanaged, IGpuQuads
{
    private readonly int _first;
    private readonly int _bias;
    private readonly int _count;

    /// <param name="geometry">All sizes.</param>
    /// <param name="product">The index of the product.</param>
    /// <param name="column">The first of the columns, a multiple of 4; past the last, nothing is stored.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuOutputQuad(GpuGemmGeometry geometry, int product, int column)
    {
        int columns = geometry.Matrices.Columns;
        int span = column / columns;
        int inSpan = column % columns;
        int matrix = (span * geometry.Products) + product;
        _first = (matrix * geometry.Matrices.Rows * columns) + inSpan;
        int left = geometry.Matrices.Meeting.Offsets(product).Left;
        _bias = (left * geometry.Matrices.Rows * geometry.BiasPerRow) + (inSpan * geometry.BiasPerColumn);
        _count = span < geometry.Spans ? columns - inSpan : 0;
    }

    /// <summary><c>output = clamp(sums + bias + residual)</c> for one row; past the last, nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(
        GpuGemmGeometry geometry,
        int row,
        Float4 sums,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int count = row < geometry.Matrices.Rows ? _count : 0;
        if (count <= 0)
        {
            return;
        }

        if (bias.Length > 0)
        {
            int last = (int)bias.Length - 1;
            int biasAt = _bias + (row * geometry.BiasPerRow);
            sums.X += bias[biasAt];
            sums.Y += bias[Math.Min(biasAt + geometry.BiasPerColumn, last)];
            sums.Z += bias[Math.Min(biasAt + (2 * geometry.BiasPerColumn), last)];
            sums.W += bias[Math.Min(biasAt + (3 * geometry.BiasPerColumn), last)];
        }

        int at = _first + (row * geometry.Matrices.Columns);
        if (residual.Length > 0)
        {
            // Reads no further than the end of the row: if the residual is the output, other threads may be writing
            // the elements after it.
            Float4 rest = default(TQuads).Read(residual.SubView(0, at + count), at);
            sums.X += rest.X;
            sums.Y += rest.Y;
            sums.Z += rest.Z;
            sums.W += rest.W;
        }

        sums.X = clamp.Apply(sums.X);
        sums.Y = clamp.Apply(sums.Y);
        sums.Z = clamp.Apply(sums.Z);
        sums.W = clamp.Apply(sums.W);
        default(TQuads).Write(output, at, sums, count);
    }
}
