using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// An iterator along a row of a left matrix, for one thread, four terms at a time. A row past the last is replaced by
/// the last; its results are not stored.
/// </summary>
/// <typeparam name="TQuads">How four values are loaded.</typeparam>
internal struct GpuLeftQuads<TQuads>
    where TQuads : unmanaged, IGpuQuads
{
    private readonly int _row;
    private int _term;

    /// <param name="geometry">All sizes.</param>
    /// <param name="product">The index of the product.</param>
    /// <param name="row">The row.</param>
    /// <param name="term">The first term, a multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuLeftQuads(GpuGemmGeometry geometry, int product, int row, int term)
    {
        MatMulGeometry sizes = geometry.Matrices;
        int matrix = sizes.Meeting.Offsets(product).Left;
        _row = ((matrix * sizes.Rows) + Math.Min(row, sizes.Rows - 1)) * sizes.Terms;
        _term = term;
    }

    /// <summary>Advances by a number of terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int terms) => _term += terms;

    /// <summary>Loads four terms; past the last, they are unspecified.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Read(GpuGemmGeometry geometry, ArrayView<float> left) =>
        default(TQuads).Read(left, _row + Math.Min(_term, (geometry.Matrices.Terms - 1) & ~3));

    /// <summary>The loaded terms, with zeros past the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Keep(GpuGemmGeometry geometry, Float4 terms) =>
        default(TQuads).Keep(terms, geometry.Matrices.Terms - _term);
}
