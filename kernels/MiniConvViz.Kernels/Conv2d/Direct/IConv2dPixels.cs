using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The memory layout of the pixels that a direct convolution reads.</summary>
internal unsafe interface IConv2dPixels
{
    /// <summary>Floats from a pixel to its right neighbour, which is also the number of adjacent channels.</summary>
    static abstract int Floats { get; }

    /// <summary>Copies every <paramref name="stride"/>-th of a row's pixels: <c>to[i] = from[i*stride]</c>.</summary>
    static abstract void CopyEvery(int stride, float* from, float* to, int count);
}

/// <summary>Blocks of sixteen channels, [B,H,W,16]: the layout of <see cref="ChannelBlocks"/>.</summary>
internal readonly unsafe struct Conv2dBlockedPixels : IConv2dPixels
{
    public static int Floats => ChannelBlocks.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyEvery(int stride, float* from, float* to, int count)
    {
        if (stride == 1)
        {
            new ReadOnlySpan<float>(from, count * Floats).CopyTo(new Span<float>(to, count * Floats));
            return;
        }

        for (int i = 0; i < count; i++)
        {
            new ReadOnlySpan<float>(from + ((nint)i * stride * Floats), Floats).CopyTo(new Span<float>(to, Floats));
            to += Floats;
        }
    }
}

/// <summary>Plain layout, a plane for every channel, [C,H,W]: an image.</summary>
internal readonly unsafe struct Conv2dPlanePixels : IConv2dPixels
{
    public static int Floats => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyEvery(int stride, float* from, float* to, int count) =>
        Conv2dRuns.CopyEvery(stride, from, to, count);
}
