using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// 16 x 16 for AVX-512: the steps of <see cref="TranspositionVector128"/> in the four quarters of each register at
/// once; then the quarters themselves are transposed, four rows apart. Twin of <see cref="TranspositionScalar"/>.
/// </summary>
internal readonly unsafe struct TranspositionAvx512 : ITransposition
{
    public static int Size => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector512<float> a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
        nint four = 4 * fromStride;
        Load(from, fromStride, out a, out b, out c, out d);
        Load(from + four, fromStride, out e, out f, out g, out h);
        Load(from + (2 * four), fromStride, out i, out j, out k, out l);
        Load(from + (3 * four), fromStride, out m, out n, out o, out p);

        // a: columns 0 4 8 12 of rows 0 to 3, e: the same columns of rows 4 to 7, ..; b: columns 1 5 9 13, ..
        four = 4 * toStride;
        Store(a, e, i, m, to, four);
        Store(b, f, j, n, to + toStride, four);
        Store(c, g, k, o, to + (2 * toStride), four);
        Store(d, h, l, p, to + (3 * toStride), four);
    }

    /// <summary>Four rows, transposed 4 x 4 in each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(
        float* from,
        nint stride,
        out Vector512<float> a,
        out Vector512<float> b,
        out Vector512<float> c,
        out Vector512<float> d)
    {
        a = Vector512.Load(from);
        b = Vector512.Load(from + stride);
        c = Vector512.Load(from + (2 * stride));
        d = Vector512.Load(from + (3 * stride));
        (Vector512<float> ac01, Vector512<float> ac23) = (Avx512F.UnpackLow(a, c), Avx512F.UnpackHigh(a, c));
        (Vector512<float> bd01, Vector512<float> bd23) = (Avx512F.UnpackLow(b, d), Avx512F.UnpackHigh(b, d));
        a = Avx512F.UnpackLow(ac01, bd01);
        b = Avx512F.UnpackHigh(ac01, bd01);
        c = Avx512F.UnpackLow(ac23, bd23);
        d = Avx512F.UnpackHigh(ac23, bd23);
    }

    /// <summary>The first quarters of four registers make one row, the second quarters the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint stride)
    {
        // 0x88 takes quarters 0 and 2 of each operand, 0xDD quarters 1 and 3.
        Vector512<float> ab02 = Avx512F.Shuffle4x128(a, b, 0x88);
        Vector512<float> ab13 = Avx512F.Shuffle4x128(a, b, 0xDD);
        Vector512<float> cd02 = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<float> cd13 = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(ab02, cd02, 0x88).Store(to);
        Avx512F.Shuffle4x128(ab13, cd13, 0x88).Store(to + stride);
        Avx512F.Shuffle4x128(ab02, cd02, 0xDD).Store(to + (2 * stride));
        Avx512F.Shuffle4x128(ab13, cd13, 0xDD).Store(to + (3 * stride));
    }
}
