using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Four adjacent values. A view of floats that is cast to this type is read and written by vector loads and stores of
/// sixteen bytes: one instruction on a GPU instead of four.
/// </summary>
internal struct Float4
{
    public float X;
    public float Y;
    public float Z;
    public float W;

    /// <summary><c>this += factor * other</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float factor, Float4 other)
    {
        X += factor * other.X;
        Y += factor * other.Y;
        Z += factor * other.Z;
        W += factor * other.W;
    }

    /// <summary><c>this += other</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Float4 other)
    {
        X += other.X;
        Y += other.Y;
        Z += other.Z;
        W += other.W;
    }
}
