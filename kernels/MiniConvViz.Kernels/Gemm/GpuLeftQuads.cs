using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One thread's way along a row of a left matrix, four terms at a time. A row past the last is the last once more, and
/// nothing of it is stored.
/// </summary>
/// <typeparam name="TQuads">How it reads.</typeparam>
internal struct GpuLeftQuads<TQuads>
    where TQuads : unmanaged, IGpuQuads
{
    private readonly int _row;
    private int _term;

    /// <param name="geometry">All sizes.</param>
    /// <param name="product">Which product.</param>
    /// <param name="row">Which row.</param>
    /// <param name="term">Where it begins, a multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuLeftQuads(GpuGemmGeometry geometry, int product, int row, int term)
    {
        MatMulGeometry sizes = geometry.Matrices;
        int matrix = sizes.Meeting.Offsets(product).Left;
        _row = ((matrix * sizes.Rows) + Math.Min(row, sizes.Rows - 1)) * sizes.Terms;
        _term = term;
    }

    /// <summary>Goes on by so many terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int terms) => _term += terms;

    /// <summary>Four terms; past the last, any of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Read(GpuGemmGeometry geometry, ArrayView<float> left) =>
        default(TQuads).Read(left, _row + Math.Min(_term, (geometry.Matrices.Terms - 1) & ~3));

    /// <summary>What was read here, zeros past the last term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Keep(GpuGemmGeometry geometry, Float4 terms) =>
        default(TQuads).Keep(terms, geometry.Matrices.Terms - _term);
}
