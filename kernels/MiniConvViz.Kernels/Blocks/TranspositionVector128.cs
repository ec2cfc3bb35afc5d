using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// 4 x 4 for any 128-bit vector unit, by interleaving (unpacking) registers twice. Twin of
/// <see cref="TranspositionScalar"/>.
/// <code>
/// a0 a1 a2 a3             a0 c0 a1 c1             a0 b0 c0 d0
/// b0 b1 b2 b3   a with c  a2 c2 a3 c3   again     a1 b1 c1 d1
/// c0 c1 c2 c3   b with d  b0 d0 b1 d1             a2 b2 c2 d2
/// d0 d1 d2 d3             b2 d2 b3 d3             a3 b3 c3 d3
/// </code>
/// </summary>
internal readonly unsafe struct TranspositionVector128 : ITransposition
{
    public static int Size => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector128<float> a = Vector128.Load(from);
        Vector128<float> b = Vector128.Load(from + fromStride);
        Vector128<float> c = Vector128.Load(from + (2 * fromStride));
        Vector128<float> d = Vector128.Load(from + (3 * fromStride));
        (Vector128<float> ac01, Vector128<float> ac23) = (ZipLow(a, c), ZipHigh(a, c));
        (Vector128<float> bd01, Vector128<float> bd23) = (ZipLow(b, d), ZipHigh(b, d));
        ZipLow(ac01, bd01).Store(to);
        ZipHigh(ac01, bd01).Store(to + toStride);
        ZipLow(ac23, bd23).Store(to + (2 * toStride));
        ZipHigh(ac23, bd23).Store(to + (3 * toStride));
    }

    /// <summary>a0 b0 a1 b1</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2 b2 a3 b3</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
