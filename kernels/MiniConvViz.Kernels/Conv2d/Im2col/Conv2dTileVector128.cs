using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The micro-kernel for any 128-bit vector unit (Arm64, x64 without AVX2): 6 rows of two 4-lane vectors, 15 registers
/// as in <see cref="Conv2dTileAvx2"/>. Uses fused multiply-adds if the processor has them. Twin of
/// <see cref="Conv2dTileScalar"/>.
/// </summary>
internal readonly unsafe struct Conv2dTileVector128 : IConv2dTile
{
    public static int Rows => 6;

    public static int Columns => 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* weights, float* columns, float* tile)
    {
        Vector128<float> r0a = default, r1a = default, r2a = default, r3a = default, r4a = default, r5a = default;
        Vector128<float> r0b = default, r1b = default, r2b = default, r3b = default, r4b = default, r5b = default;
        for (float* end = weights + ((nint)depth * Rows); weights != end; weights += Rows, columns += Columns)
        {
            Vector128<float> a = Vector128.Load(columns);
            Vector128<float> b = Vector128.Load(columns + 4);

            Vector128<float> weight = Vector128.Create(weights[0]);
            r0a = Vector128.MultiplyAddEstimate(weight, a, r0a);
            r0b = Vector128.MultiplyAddEstimate(weight, b, r0b);

            weight = Vector128.Create(weights[1]);
            r1a = Vector128.MultiplyAddEstimate(weight, a, r1a);
            r1b = Vector128.MultiplyAddEstimate(weight, b, r1b);

            weight = Vector128.Create(weights[2]);
            r2a = Vector128.MultiplyAddEstimate(weight, a, r2a);
            r2b = Vector128.MultiplyAddEstimate(weight, b, r2b);

            weight = Vector128.Create(weights[3]);
            r3a = Vector128.MultiplyAddEstimate(weight, a, r3a);
            r3b = Vector128.MultiplyAddEstimate(weight, b, r3b);

            weight = Vector128.Create(weights[4]);
            r4a = Vector128.MultiplyAddEstimate(weight, a, r4a);
            r4b = Vector128.MultiplyAddEstimate(weight, b, r4b);

            weight = Vector128.Create(weights[5]);
            r5a = Vector128.MultiplyAddEstimate(weight, a, r5a);
            r5b = Vector128.MultiplyAddEstimate(weight, b, r5b);
        }

        r0a.Store(tile);
        r0b.Store(tile + 4);
        r1a.Store(tile + Columns);
        r1b.Store(tile + Columns + 4);
        r2a.Store(tile + (2 * Columns));
        r2b.Store(tile + (2 * Columns) + 4);
        r3a.Store(tile + (3 * Columns));
        r3b.Store(tile + (3 * Columns) + 4);
        r4a.Store(tile + (4 * Columns));
        r4b.Store(tile + (4 * Columns) + 4);
        r5a.Store(tile + (5 * Columns));
        r5b.Store(tile + (5 * Columns) + 4);
    }
}
