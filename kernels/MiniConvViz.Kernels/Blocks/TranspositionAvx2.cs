using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// 8 x 8 for AVX2: the steps of <see cref="TranspositionVector128"/> in both halves of each register at once; then
/// the halves are exchanged. Twin of <see cref="TranspositionScalar"/>.
/// </summary>
internal readonly unsafe struct TranspositionAvx2 : ITransposition
{
    public static int Size => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector256<float> a = Vector256.Load(from);
        Vector256<float> b = Vector256.Load(from + fromStride);
        Vector256<float> c = Vector256.Load(from + (2 * fromStride));
        Vector256<float> d = Vector256.Load(from + (3 * fromStride));
        from += 4 * fromStride;
        Vector256<float> e = Vector256.Load(from);
        Vector256<float> f = Vector256.Load(from + fromStride);
        Vector256<float> g = Vector256.Load(from + (2 * fromStride));
        Vector256<float> h = Vector256.Load(from + (3 * fromStride));

        // a: a0 b0 c0 d0 | a4 b4 c4 d4   b: column 1 | column 5 ..   e: e0 f0 g0 h0 | e4 f4 g4 h4 ..
        Quarters(ref a, ref b, ref c, ref d);
        Quarters(ref e, ref f, ref g, ref h);
        Avx.Permute2x128(a, e, 0x20).Store(to);
        Avx.Permute2x128(b, f, 0x20).Store(to + toStride);
        Avx.Permute2x128(c, g, 0x20).Store(to + (2 * toStride));
        Avx.Permute2x128(d, h, 0x20).Store(to + (3 * toStride));
        to += 4 * toStride;
        Avx.Permute2x128(a, e, 0x31).Store(to);
        Avx.Permute2x128(b, f, 0x31).Store(to + toStride);
        Avx.Permute2x128(c, g, 0x31).Store(to + (2 * toStride));
        Avx.Permute2x128(d, h, 0x31).Store(to + (3 * toStride));
    }

    /// <summary>4 x 4 in the lower halves, 4 x 4 in the upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        (Vector256<float> ac01, Vector256<float> ac23) = (Avx.UnpackLow(a, c), Avx.UnpackHigh(a, c));
        (Vector256<float> bd01, Vector256<float> bd23) = (Avx.UnpackLow(b, d), Avx.UnpackHigh(b, d));
        a = Avx.UnpackLow(ac01, bd01);
        b = Avx.UnpackHigh(ac01, bd01);
        c = Avx.UnpackLow(ac23, bd23);
        d = Avx.UnpackHigh(ac23, bd23);
    }
}
