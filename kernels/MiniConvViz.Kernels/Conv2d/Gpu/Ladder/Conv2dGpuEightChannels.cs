using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The one-dimensional register tile of the ladder: eight accumulators of one thread, which are eight output channels
/// of one pixel. A pixel is read once for all of them.
/// </summary>
internal struct Conv2dGpuEightChannels
{
    public const int Count = 8;

    private Float4 _first;
    private Float4 _last;

    /// <summary><c>this[i] += pixel * weights[i]</c> for eight channels.</summary>
    /// <param name="pixel">The pixel.</param>
    /// <param name="first">The weights of channels 0 to 3.</param>
    /// <param name="last">The weights of channels 4 to 7.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float pixel, Float4 first, Float4 last)
    {
        _first.Add(pixel, first);
        _last.Add(pixel, last);
    }

    /// <summary>Blocks of eight channels in a group of channels; the last may hold fewer.</summary>
    public static int Blocks(in Conv2dGeometry geometry) => (geometry.GroupOutChannels + Count - 1) / Count;

    /// <summary><c>output = clamp(this + bias + residual)</c> for a thread's pixel.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="patch">Its map is image times blocks of channels.</param>
    /// <param name="bias">[O], or of length 0.</param>
    /// <param name="residual">[N,O,OH,OW], or of length 0.</param>
    /// <param name="clamp">The ReLU or ReLU6.</param>
    /// <param name="output">[N,O,OH,OW]</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(
        Conv2dGeometry geometry,
        Conv2dGpuPatch patch,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int block = patch.Map % (Blocks(geometry) * geometry.Groups);
        int n = patch.Map / (Blocks(geometry) * geometry.Groups);
        int inGroup = block % Blocks(geometry) * Count;
        int o = (block / Blocks(geometry) * geometry.GroupOutChannels) + inGroup;
        int plane = geometry.OutHeight * geometry.OutWidth;
        int first = (((n * geometry.OutChannels) + o) * plane) + (patch.Y * geometry.OutWidth) + patch.X;
        bool exists = patch.Y < geometry.OutHeight && patch.X < geometry.OutWidth;
        int count = exists ? geometry.GroupOutChannels - inGroup : 0;
        Conv2dGpuRegisters.StoreFour(_first, o, count, first, plane, bias, residual, clamp, output);
        Conv2dGpuRegisters.StoreFour(
            _last, o + 4, count - 4, first + (4 * plane), plane, bias, residual, clamp, output);
    }
}
