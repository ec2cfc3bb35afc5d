using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Converts some pixels of one block of channels: to blocked layout by transposing [16,pixels] to [pixels,16], and
/// back by the inverse transposition.
/// <code>
///             16 pixels                             16 lanes
///       c0   p0 p1 p2 ..  p15                p0    c0 c1 c2 .. c15
///       c1   p0 p1 p2 ..  p15                p1    c0 c1 c2 .. c15
///       ..                          &lt;->      ..
///       c15  p0 p1 p2 ..  p15                p15   c0 c1 c2 .. c15
/// </code>
/// The last square begins 16 pixels before the end and may overlap the one before.
/// </summary>
internal static unsafe class ChannelBlocksRun<TTransposition>
    where TTransposition : unmanaged, ITransposition
{
    private const int Lanes = ChannelBlocks.Lanes;

    /// <summary><c>blocked[p, c] = plain[c * pitch + p]</c>; the lanes after the last channel become zero.</summary>
    /// <param name="plain">The first pixel of the block's first channel.</param>
    /// <param name="pitch">Floats from one channel to the next.</param>
    /// <param name="channels">How many of the sixteen lanes are channels.</param>
    /// <param name="pixels">How many.</param>
    /// <param name="blocked">[pixels,16]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Pack(float* plain, nint pitch, int channels, int pixels, float* blocked)
    {
        if (channels == Lanes && pixels >= Lanes)
        {
            for (int next = 0; next < pixels; next += Lanes)
            {
                int p = Math.Min(next, pixels - Lanes);
                Square(plain + p, pitch, blocked + (p * Lanes), Lanes);
            }

            return;
        }

        float* square = stackalloc float[Lanes * Lanes];
        float* turned = stackalloc float[Lanes * Lanes];
        new Span<float>(square, Lanes * Lanes).Clear();
        for (int p = 0; p < pixels; p += Lanes)
        {
            int count = Math.Min(Lanes, pixels - p);
            for (int c = 0; c < channels; c++)
            {
                new ReadOnlySpan<float>(plain + (c * pitch) + p, count).CopyTo(new(square + (c * Lanes), Lanes));
            }

            Square(square, Lanes, turned, Lanes);
            new ReadOnlySpan<float>(turned, count * Lanes).CopyTo(new(blocked + (p * Lanes), count * Lanes));
        }
    }

    /// <summary><c>plain[c * pitch + p] = blocked[p, c]</c></summary>
    /// <inheritdoc cref="Pack"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Unpack(float* blocked, int pixels, int channels, float* plain, nint pitch)
    {
        if (channels == Lanes && pixels >= Lanes)
        {
            for (int next = 0; next < pixels; next += Lanes)
            {
                int p = Math.Min(next, pixels - Lanes);
                Square(blocked + (p * Lanes), Lanes, plain + p, pitch);
            }

            return;
        }

        float* square = stackalloc float[Lanes * Lanes];
        float* turned = stackalloc float[Lanes * Lanes];
        for (int p = 0; p < pixels; p += Lanes)
        {
            int count = Math.Min(Lanes, pixels - p);
            new ReadOnlySpan<float>(blocked + (p * Lanes), count * Lanes).CopyTo(new(square, Lanes * Lanes));
            Square(square, Lanes, turned, Lanes);
            for (int c = 0; c < channels; c++)
            {
                new ReadOnlySpan<float>(turned + (c * Lanes), count).CopyTo(new(plain + (c * pitch) + p, count));
            }
        }
    }

    /// <summary>Transposes 16 x 16 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* from, nint fromStride, float* to, nint toStride)
    {
        for (int row = 0; row < Lanes; row += TTransposition.Size)
        {
            for (int column = 0; column < Lanes; column += TTransposition.Size)
            {
                TTransposition.Run(
                    from + (row * fromStride) + column, fromStride, to + (column * toStride) + row, toStride);
            }
        }
    }
}
