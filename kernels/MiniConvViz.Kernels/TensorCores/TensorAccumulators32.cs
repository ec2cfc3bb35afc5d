using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One thread's share of the accumulators of a warp that computes 32 rows by 32 columns: half of
/// <see cref="TensorAccumulators"/>, for tiles of 64 x 64.
/// </summary>
internal struct TensorAccumulators32
{
    public TensorAccumulators.Band R0;
    public TensorAccumulators.Band R1;

    /// <summary>Sixteen terms: 8 loads of sixteen bytes for 16 products of 16 x 8 x 8.</summary>
    /// <param name="core">The tensor core.</param>
    /// <param name="rows">The left factors: for each band of 16 rows two halves, 32 threads apart.</param>
    /// <param name="columns">The right factors: four terms of each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TCore>(TCore core, ArrayView<Float4> rows, ArrayView<Float4> columns)
        where TCore : struct, ITensorCore
    {
        Float4 a = columns[0];
        Float4 b = columns[2];
        Float4 c = columns[16];
        Float4 d = columns[18];
        R0.Add(core, rows[0], rows[32], a, b, c, d);
        R1.Add(core, rows[64], rows[96], a, b, c, d);
    }
}
