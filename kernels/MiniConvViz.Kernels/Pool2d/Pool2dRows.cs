using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The two loops of all pooling on the CPU: reducing several rows to one, and sorting a row by stride.
/// </summary>
internal static unsafe class Pool2dRows
{
    /// <summary>
    /// <c>output[x] = reduction over k of rows[k*rowStride + x]</c>: <paramref name="count"/> rows become one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce<TReduction>(
        TReduction reduction, float* rows, int count, nint rowStride, int width, float* output)
        where TReduction : unmanaged, IPool2dReduction
    {
        int x = 0;
        for (; x <= width - Vector<float>.Count; x += Vector<float>.Count)
        {
            float* column = rows + x;
            Vector<float> result = Vector.Load(column);
            for (int k = 1; k < count; k++)
            {
                column += rowStride;
                result = reduction.Combine(result, Vector.Load(column));
            }

            Vector.Store(result, output + x);
        }

        for (; x < width; x++)
        {
            float* column = rows + x;
            float result = *column;
            for (int k = 1; k < count; k++)
            {
                column += rowStride;
                result = reduction.Combine(result, *column);
            }

            output[x] = result;
        }
    }

    /// <summary><c>even[i] = row[2*i]</c>, <c>odd[i] = row[2*i + 1]</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitPairs(float* row, int width, float* even, float* odd)
    {
        // a = a0 b0 a1 b1 a2 b2 a3 b3 becomes a0 a1 a2 a3 | b0 b1 b2 b3; the halves of two such make a vector each.
        Vector256<int> evenFirst = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
        int x = 0;
        for (; x <= width - 16; x += 16)
        {
            Vector256<float> a = Vector256.Shuffle(Vector256.Load(row + x), evenFirst);
            Vector256<float> b = Vector256.Shuffle(Vector256.Load(row + x + 8), evenFirst);
            Vector256.Store(Vector256.Create(a.GetLower(), b.GetLower()), even + (x / 2));
            Vector256.Store(Vector256.Create(a.GetUpper(), b.GetUpper()), odd + (x / 2));
        }

        for (; x < width; x++)
        {
            (x % 2 == 0 ? even : odd)[x / 2] = row[x];
        }
    }
}
