using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Six elements of a row or column of <see cref="Winograd"/>'s tiles, each in a register.</summary>
internal struct WinogradGpuSix
{
    public float A;
    public float B;
    public float C;
    public float D;
    public float E;
    public float F;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WinogradGpuSix(float a, float b, float c, float d, float e, float f)
    {
        A = a;
        B = b;
        C = c;
        D = d;
        E = e;
        F = f;
    }

    /// <summary><c>B' this</c>: six inputs to their values at the six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly WinogradGpuSix Values()
    {
        const float P = Winograd4x4.P;
        const float Q = Winograd4x4.Q;
        const float Product = P * P * Q * Q;
        const float Sum = (P * P) + (Q * Q);
        float evenP = E - (Q * Q * C);
        float oddP = P * (D - (Q * Q * B));
        float evenQ = E - (P * P * C);
        float oddQ = Q * (D - (P * P * B));
        return new WinogradGpuSix(
            (Product * A) - (Sum * C) + E,
            evenP + oddP,
            evenP - oddP,
            evenQ + oddQ,
            evenQ - oddQ,
            (Product * B) - (Sum * D) + F);
    }

    /// <summary><c>A' this</c>: six products to four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Outputs()
    {
        const float P = Winograd4x4.P;
        const float Q = Winograd4x4.Q;
        float evenP = B + C;
        float oddP = B - C;
        float evenQ = D + E;
        float oddQ = D - E;
        Float4 outputs = default;
        outputs.X = A + (evenP + evenQ);
        outputs.Y = (P * oddP) + (Q * oddQ);
        outputs.Z = (P * P * evenP) + (Q * Q * evenQ);
        outputs.W = (P * P * P * oddP) + ((Q * Q * Q * oddQ) + F);
        return outputs;
    }
}
