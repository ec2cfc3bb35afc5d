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

    /// <summary><c>output = clamp(accumulators + bias + residual)</c> for one row; past the last, nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(
        GpuGemmGeometry geometry,
        int row,
        Float4 accumulators,
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
            accumulators.X += bias[biasAt];
            accumulators.Y += bias[Math.Min(biasAt + geometry.BiasPerColumn, last)];
            accumulators.Z += bias[Math.Min(biasAt + (2 * geometry.BiasPerColumn), last)];
            accumulators.W += bias[Math.Min(biasAt + (3 * geometry.BiasPerColumn), last)];
        }

        int at = _first + (row * geometry.Matrices.Columns);
        if (residual.Length > 0)
        {
            // Reads no further than the end of the row: if the residual is the output, other threads may be writing
            // the elements after it.
            Float4 rest = default(TQuads).Read(residual.SubView(0, at + count), at);
            accumulators.X += rest.X;
            accumulators.Y += rest.Y;
            accumulators.Z += rest.Z;
            accumulators.W += rest.W;
        }

        accumulators.X = clamp.Apply(accumulators.X);
        accumulators.Y = clamp.Apply(accumulators.Y);
        accumulators.Z = clamp.Apply(accumulators.Z);
        accumulators.W = clamp.Apply(accumulators.W);
        default(TQuads).Write(output, at, accumulators, count);
    }
}
