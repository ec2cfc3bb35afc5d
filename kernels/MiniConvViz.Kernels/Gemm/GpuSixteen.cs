using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Sixteen adjacent values, each in a register; a compiler for a CPU vectorizes them to one vector, two or four.
/// </summary>
internal struct GpuSixteen
{
    public Float4 A;
    public Float4 B;
    public Float4 C;
    public Float4 D;

    /// <summary>Loads sixteen values, sixteen bytes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuSixteen(ArrayView<Float4> quads, int at)
    {
        A = quads[at];
        B = quads[at + 1];
        C = quads[at + 2];
        D = quads[at + 3];
    }

    /// <summary>Loads sixteen values from any offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GpuSixteen(ArrayView<float> numbers, int at)
    {
        A = ReadFour(numbers, at);
        B = ReadFour(numbers, at + 4);
        C = ReadFour(numbers, at + 8);
        D = ReadFour(numbers, at + 12);
    }

    /// <summary><c>this += factor * others</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float factor, GpuSixteen others)
    {
        A.Add(factor, others.A);
        B.Add(factor, others.B);
        C.Add(factor, others.C);
        D.Add(factor, others.D);
    }

    /// <summary><c>this += others</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(GpuSixteen others)
    {
        A.Add(others.A);
        B.Add(others.B);
        C.Add(others.C);
        D.Add(others.D);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 ReadFour(ArrayView<float> numbers, int at)
    {
        Float4 four = default;
        four.X = numbers[at];
        four.Y = numbers[at + 1];
        four.Z = numbers[at + 2];
        four.W = numbers[at + 3];
        return four;
    }
}
