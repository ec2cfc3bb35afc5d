using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Aligned access, if the length of all rows is a multiple of four: rows begin at multiples of sixteen bytes, four
/// values are one load, and of four values all exist or none.
/// </summary>
internal readonly struct GpuAlignedQuads : IGpuQuads
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Read(ArrayView<float> values, int at) => values.Cast<Float4>()[at >> 2];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4 Keep(Float4 four, int count)
    {
        four.X = count > 0 ? four.X : 0f;
        four.Y = count > 0 ? four.Y : 0f;
        four.Z = count > 0 ? four.Z : 0f;
        four.W = count > 0 ? four.W : 0f;
        return four;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ArrayView<float> values, int at, Float4 four, int count)
    {
        if (count > 0)
        {
            values.Cast<Float4>()[at >> 2] = four;
        }
    }
}
