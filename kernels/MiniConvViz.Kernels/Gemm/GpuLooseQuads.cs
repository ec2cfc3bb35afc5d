using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Unaligned access, for rows of any length: four values are four loads.</summary>
internal readonly struct GpuLooseQuads : IGpuQuads
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Read(ArrayView<float> values, int at)
    {
        int last = (int)values.Length - 1;
        Float4 four = default;
        four.X = values[at];
        four.Y = values[Math.Min(at + 1, last)];
        four.Z = values[Math.Min(at + 2, last)];
        four.W = values[Math.Min(at + 3, last)];
        return four;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Keep(Float4 four, int count)
    {
        four.X = count > 0 ? four.X : 0f;
        four.Y = count > 1 ? four.Y : 0f;
        four.Z = count > 2 ? four.Z : 0f;
        four.W = count > 3 ? four.W : 0f;
        return four;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ArrayView<float> values, int at, Float4 four, int count)
    {
        WriteOne(values, at, four.X, count);
        WriteOne(values, at + 1, four.Y, count - 1);
        WriteOne(values, at + 2, four.Z, count - 2);
        WriteOne(values, at + 3, four.W, count - 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteOne(ArrayView<float> values, int at, float value, int count)
    {
        if (count > 0)
        {
            values[at] = value;
        }
    }
}
