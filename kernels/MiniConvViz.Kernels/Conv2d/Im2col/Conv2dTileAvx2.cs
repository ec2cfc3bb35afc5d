using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// The micro-kernel for AVX2 and FMA: 6 rows of two 8-lane vectors are 12 accumulators, which with the two column
/// vectors and the broadcast weight occupy 15 of the 16 registers. Twin of <see cref="Conv2dTileScalar"/>.
/// </summary>
internal readonly unsafe struct Conv2dTileAvx2 : IConv2dTile
{
    public static int Rows => 6;

    public static int Columns => 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* weights, float* columns, float* tile)
    {
        Vector256<float> r0a = default, r1a = default, r2a = default, r3a = default, r4a = default, r5a = default;
        Vector256<float> r0b = default, r1b = default, r2b = default, r3b = default, r4b = default, r5b = default;
        for (float* end = weights + ((nint)depth * Rows); weights != end; weights += Rows, columns += Columns)
        {
            Vector256<float> a = Vector256.Load(columns);
            Vector256<float> b = Vector256.Load(columns + 8);

            Vector256<float> weight = Vector256.Create(weights[0]);
            r0a = Fma.MultiplyAdd(weight, a, r0a);
            r0b = Fma.MultiplyAdd(weight, b, r0b);

            weight = Vector256.Create(weights[1]);
            r1a = Fma.MultiplyAdd(weight, a, r1a);
            r1b = Fma.MultiplyAdd(weight, b, r1b);

            weight = Vector256.Create(weights[2]);
            r2a = Fma.MultiplyAdd(weight, a, r2a);
            r2b = Fma.MultiplyAdd(weight, b, r2b);

            weight = Vector256.Create(weights[3]);
            r3a = Fma.MultiplyAdd(weight, a, r3a);
            r3b = Fma.MultiplyAdd(weight, b, r3b);

            weight = Vector256.Create(weights[4]);
            r4a = Fma.MultiplyAdd(weight, a, r4a);
            r4b = Fma.MultiplyAdd(weight, b, r4b);

            weight = Vector256.Create(weights[5]);
            r5a = Fma.MultiplyAdd(weight, a, r5a);
            r5b = Fma.MultiplyAdd(weight, b, r5b);
        }

        r0a.Store(tile);
        r0b.Store(tile + 8);
        r1a.Store(tile + Columns);
        r1b.Store(tile + Columns + 8);
        r2a.Store(tile + (2 * Columns));
        r2b.Store(tile + (2 * Columns) + 8);
        r3a.Store(tile + (3 * Columns));
        r3b.Store(tile + (3 * Columns) + 8);
        r4a.Store(tile + (4 * Columns));
        r4b.Store(tile + (4 * Columns) + 8);
        r5a.Store(tile + (5 * Columns));
        r5b.Store(tile + (5 * Columns) + 8);
    }
}
