using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One thread's share of the accumulators of a warp, 64 rows by 32 columns: four of each of 16 products of 16 x 8.
/// </summary>
internal struct TensorAccumulators
{
    public Band R0;
    public Band R1;
    public Band R2;
    public Band R3;

    /// <summary>
    /// Sixteen terms: 12 loads of sixteen bytes for 32 products. Both views begin at this thread's first element.
    /// </summary>
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
        R2.Add(core, rows[128], rows[160], a, b, c, d);
        R3.Add(core, rows[192], rows[224], a, b, c, d);
    }

    /// <summary>Sixteen rows by 32 columns: A and B are the first 16 columns, C and D the others.</summary>
    internal struct Band
    {
        public Float4 A;
        public Float4 B;
        public Float4 C;
        public Float4 D;

        /// <summary>Four adjacent columns of the first row.</summary>
        public readonly Float4 TopLeft => Joined(A.X, A.Y, B.X, B.Y);

        /// <summary>The four that are sixteen columns further.</summary>
        public readonly Float4 TopRight => Joined(C.X, C.Y, D.X, D.Y);

        /// <summary>As <see cref="TopLeft"/>, eight rows below.</summary>
        public readonly Float4 BottomLeft => Joined(A.Z, A.W, B.Z, B.W);

        /// <summary>As <see cref="TopRight"/>, eight rows below.</summary>
        public readonly Float4 BottomRight => Joined(C.Z, C.W, D.Z, D.W);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<TCore>(
            TCore core, Float4 first, Float4 second, Float4 a, Float4 b, Float4 c, Float4 d)
            where TCore : struct, ITensorCore
        {
            A = core.MultiplyAdd(first, a.X, a.Y, A);
            B = core.MultiplyAdd(first, b.X, b.Y, B);
            C = core.MultiplyAdd(first, c.X, c.Y, C);
            D = core.MultiplyAdd(first, d.X, d.Y, D);
            A = core.MultiplyAdd(second, a.Z, a.W, A);
            B = core.MultiplyAdd(second, b.Z, b.W, B);
            C = core.MultiplyAdd(second, c.Z, c.W, C);
            D = core.MultiplyAdd(second, d.Z, d.W, D);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Float4 Joined(float x, float y, float z, float w)
        {
            Float4 joined = default;
            joined.X = x;
            joined.Y = y;
            joined.Z = z;
            joined.W = w;
            return joined;
        }
    }
}
