using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// The micro-kernel for AVX-512: 12 rows of two 16-lane vectors are 24 accumulators, which with the two column
/// vectors and the broadcast weight occupy 27 of the 32 registers. Twin of <see cref="Conv2dTileScalar"/>.
/// </summary>
internal readonly unsafe struct Conv2dTileAvx512 : IConv2dTile
{
    public static int Rows => 12;

    public static int Columns => 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* weights, float* columns, float* tile)
    {
        Vector512<float> r0a = default, r1a = default, r2a = default, r3a = default, r4a = default, r5a = default,
            r6a = default, r7a = default, r8a = default, r9a = default, r10a = default, r11a = default;
        Vector512<float> r0b = default, r1b = default, r2b = default, r3b = default, r4b = default, r5b = default,
            r6b = default, r7b = default, r8b = default, r9b = default, r10b = default, r11b = default;
        for (float* end = weights + ((nint)depth * Rows); weights != end; weights += Rows, columns += Columns)
        {
            Vector512<float> a = Vector512.Load(columns);
            Vector512<float> b = Vector512.Load(columns + 16);

            Vector512<float> weight = Vector512.Create(weights[0]);
            r0a = Avx512F.FusedMultiplyAdd(weight, a, r0a);
            r0b = Avx512F.FusedMultiplyAdd(weight, b, r0b);

            weight = Vector512.Create(weights[1]);
            r1a = Avx512F.FusedMultiplyAdd(weight, a, r1a);
            r1b = Avx512F.FusedMultiplyAdd(weight, b, r1b);

            weight = Vector512.Create(weights[2]);
            r2a = Avx512F.FusedMultiplyAdd(weight, a, r2a);
            r2b = Avx512F.FusedMultiplyAdd(weight, b, r2b);

            weight = Vector512.Create(weights[3]);
            r3a = Avx512F.FusedMultiplyAdd(weight, a, r3a);
            r3b = Avx512F.FusedMultiplyAdd(weight, b, r3b);

            weight = Vector512.Create(weights[4]);
            r4a = Avx512F.FusedMultiplyAdd(weight, a, r4a);
            r4b = Avx512F.FusedMultiplyAdd(weight, b, r4b);

            weight = Vector512.Create(weights[5]);
            r5a = Avx512F.FusedMultiplyAdd(weight, a, r5a);
            r5b = Avx512F.FusedMultiplyAdd(weight, b, r5b);

            weight = Vector512.Create(weights[6]);
            r6a = Avx512F.FusedMultiplyAdd(weight, a, r6a);
            r6b = Avx512F.FusedMultiplyAdd(weight, b, r6b);

            weight = Vector512.Create(weights[7]);
            r7a = Avx512F.FusedMultiplyAdd(weight, a, r7a);
            r7b = Avx512F.FusedMultiplyAdd(weight, b, r7b);

            weight = Vector512.Create(weights[8]);
            r8a = Avx512F.FusedMultiplyAdd(weight, a, r8a);
            r8b = Avx512F.FusedMultiplyAdd(weight, b, r8b);

            weight = Vector512.Create(weights[9]);
            r9a = Avx512F.FusedMultiplyAdd(weight, a, r9a);
            r9b = Avx512F.FusedMultiplyAdd(weight, b, r9b);

            weight = Vector512.Create(weights[10]);
            r10a = Avx512F.FusedMultiplyAdd(weight, a, r10a);
            r10b = Avx512F.FusedMultiplyAdd(weight, b, r10b);

            weight = Vector512.Create(weights[11]);
            r11a = Avx512F.FusedMultiplyAdd(weight, a, r11a);
            r11b = Avx512F.FusedMultiplyAdd(weight, b, r11b);
        }

        r0a.Store(tile);
        r0b.Store(tile + 16);
        r1a.Store(tile + Columns);
        r1b.Store(tile + Columns + 16);
        r2a.Store(tile + (2 * Columns));
        r2b.Store(tile + (2 * Columns) + 16);
        r3a.Store(tile + (3 * Columns));
        r3b.Store(tile + (3 * Columns) + 16);
        r4a.Store(tile + (4 * Columns));
        r4b.Store(tile + (4 * Columns) + 16);
        r5a.Store(tile + (5 * Columns));
        r5b.Store(tile + (5 * Columns) + 16);
        r6a.Store(tile + (6 * Columns));
        r6b.Store(tile + (6 * Columns) + 16);
        r7a.Store(tile + (7 * Columns));
        r7b.Store(tile + (7 * Columns) + 16);
        r8a.Store(tile + (8 * Columns));
        r8b.Store(tile + (8 * Columns) + 16);
        r9a.Store(tile + (9 * Columns));
        r9b.Store(tile + (9 * Columns) + 16);
        r10a.Store(tile + (10 * Columns));
        r10b.Store(tile + (10 * Columns) + 16);
        r11a.Store(tile + (11 * Columns));
        r11b.Store(tile + (11 * Columns) + 16);
    }
}
