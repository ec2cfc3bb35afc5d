using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// An iterator down four adjacent columns of a right matrix, for one thread, a term at a time. Columns past the last
/// are replaced by the last ones; their results are not stored.
/// </summary>
/// <typeparam name="TQuads">How four values are loaded.</typeparam>
internal struct GpuRightQuads<TQuads>
    where TQuads : unmanaged, IGpuQuads
{
    private readonly int _last;
    private int _at;

    /// <param name="geometry">All sizes.</param>
    /// <param name="product">The index of the product.</param>
    /// <param name="column">The first of the columns, a multiple of 4.</param>
    /// <param name="term">The first term.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuRightQuads(GpuGemmGeometry geometry, int product, int column, int term)
    {
        MatMulGeometry sizes = geometry.Matrices;
        column = Math.Min(column, ((geometry.Spans * sizes.Columns) - 1) & ~3);
        int span = column / sizes.Columns;
        int matrix = sizes.Meeting.Offsets((span * geometry.Products) + product).Right;
        int first = (matrix * sizes.Terms * sizes.Columns) + (column % sizes.Columns);
        _last = first + ((sizes.Terms - 1) * sizes.Columns);
        _at = first + (term * sizes.Columns);
    }

    /// <summary>Advances by a number of terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(GpuGemmGeometry geometry, int terms) => _at += terms * geometry.Matrices.Columns;

    /// <summary>The four columns of a term; past the last term, those of the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Read(ArrayView<float> right) => default(TQuads).Read(right, Math.Min(_at, _last));

    /// <summary>The loaded values, or zeros past the last term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Keep(Float4 columns) => default(TQuads).Keep(columns, _at <= _last ? 4 : 0);
}
