using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The epilogue for four adjacent output pixels of a tile: their offsets, then bias, residual, clamp and store. A
/// thread constructs it once for all its output channels.
/// </summary>
internal readonly struct Conv2dGpuQuad
{
    private const int Nowhere = int.MaxValue;

    private readonly int _a;
    private readonly int _b;
    private readonly int _c;
    private readonly int _d;

    /// <param name="geometry">All sizes.</param>
    /// <param name="column">The first of the pixels: <c>(n * OH + y) * OW + x</c>, a multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Conv2dGpuQuad(Conv2dGeometry geometry, int column)
    {
        _a = Place(geometry, column);
        _b = Place(geometry, column + 1);
        _c = Place(geometry, column + 2);
        _d = Place(geometry, column + 3);
    }

    /// <summary><c>output = clamp(accumulators + bias + residual)</c> for one output channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(
        Conv2dGeometry geometry,
        int o,
        Float4 accumulators,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int plane = geometry.OutHeight * geometry.OutWidth;
        int map = o * plane;
        float shift = bias.Length > 0 ? bias[o] : 0f;
        if ((plane & 3) != 0)
        {
            StoreOne(_a, map, accumulators.X + shift, residual, clamp, output);
            StoreOne(_b, map, accumulators.Y + shift, residual, clamp, output);
            StoreOne(_c, map, accumulators.Z + shift, residual, clamp, output);
            StoreOne(_d, map, accumulators.W + shift, residual, clamp, output);
        }
        else if (_a != Nowhere)
        {
            // The four are adjacent in one map, at a multiple of sixteen bytes.
            int quad = (_a + map) >> 2;
            Float4 rest = default;
            if (residual.Length > 0)
            {
                rest = residual.Cast<Float4>()[quad];
            }

            accumulators.X = clamp.Apply(accumulators.X + shift + rest.X);
            accumulators.Y = clamp.Apply(accumulators.Y + shift + rest.Y);
            accumulators.Z = clamp.Apply(accumulators.Z + shift + rest.Z);
            accumulators.W = clamp.Apply(accumulators.W + shift + rest.W);
            output.Cast<Float4>()[quad] = accumulators;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne(
        int place, int map, float value, ArrayView<float> residual, ClampRange clamp, ArrayView<float> output)
    {
        if (place != Nowhere)
        {
            int index = place + map;
            output[index] = clamp.Apply(residual.Length > 0 ? value + residual[index] : value);
        }
    }

    // The offset of the pixel in the image's first map; past the last pixel, none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(Conv2dGeometry geometry, int column)
    {
        int plane = geometry.OutHeight * geometry.OutWidth;
        int n = column / plane;
        return n < geometry.Batch ? (n * geometry.OutChannels * plane) + (column % plane) : Nowhere;
    }
}
