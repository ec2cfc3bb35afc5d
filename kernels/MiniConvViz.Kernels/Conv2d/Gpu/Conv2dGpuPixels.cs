using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One thread's way through the pixels under one window, four channels at a time, in the order of
/// <see cref="Conv2dGpuTerms"/>:
/// <code>
/// tap (0,0): channels 0-3, 4-7, ..    tap (0,1): channels 0-3, 4-7, ..    ..
/// </code>
/// Where the window lies is divided out once, when the way begins; a step under one tap adds and compares, and only the
/// next tap is looked for in the picture.
/// </summary>
internal struct Conv2dGpuPixels
{
    private readonly int _image;
    private readonly int _top;
    private readonly int _left;
    private int _ky;
    private int _kx;

    // Channels from the next four on, and where the pixel lies in the first of them.
    private int _rest;
    private int _at;

    /// <summary>The window over an output pixel, beginning with its first four channels.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="group">Which group of channels.</param>
    /// <param name="column">The output pixel: <c>(n * OH + y) * OW + x</c>; past the last, all it reads is
    /// zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Conv2dGpuPixels(Conv2dGeometry geometry, int group, int column)
    {
        int x = column % geometry.OutWidth;
        int row = column / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int n = row / geometry.OutHeight;
        int plane = geometry.InHeight * geometry.InWidth;
        _image = ((n * geometry.InChannels) + (group * geometry.GroupInChannels)) * plane;

        // A window below the image sees nothing of it.
        _top = n < geometry.Batch ? (y * geometry.StrideY) - geometry.PaddingY : geometry.InHeight;
        _left = (x * geometry.StrideX) - geometry.PaddingX;
        _ky = 0;
        _kx = 0;
        _rest = geometry.GroupInChannels;
        _at = 0;
        _at = Place(geometry);
    }

    /// <summary>Goes on by so many times four channels; after the last tap there are only zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(Conv2dGeometry geometry, int quads)
    {
        _rest -= 4 * quads;
        _at += 4 * quads * geometry.InHeight * geometry.InWidth;
        while (_rest <= 0)
        {
            _rest += (geometry.GroupInChannels + 3) & ~3;
            _kx++;
            if (_kx == geometry.KernelWidth)
            {
                _kx = 0;
                _ky++;
            }

            _at = Place(geometry);
        }
    }

    /// <summary>The pixel under the tap in four channels; zero outside the image and past the last channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Read(Conv2dGeometry geometry, ArrayView<float> input)
    {
        // Read all the same, from some place inside, and dropped: after a branch, sums would wait for what was read in it.
        int plane = geometry.InHeight * geometry.InWidth;
        int at = Math.Max(_at, 0);
        Float4 pixels = default;
        pixels.X = input[at];
        pixels.Y = input[at + (_rest > 1 ? plane : 0)];
        pixels.Z = input[at + (_rest > 2 ? 2 * plane : 0)];
        pixels.W = input[at + (_rest > 3 ? 3 * plane : 0)];
        int count = _at >= 0 ? _rest : 0;
        pixels.X = count > 0 ? pixels.X : 0f;
        pixels.Y = count > 1 ? pixels.Y : 0f;
        pixels.Z = count > 2 ? pixels.Z : 0f;
        pixels.W = count > 3 ? pixels.W : 0f;
        return pixels;
    }

    // Where the pixel under the tap lies in the next channel; outside, a number that stays negative when the places of
    // the channels behind it are added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Place(Conv2dGeometry geometry)
    {
        int inY = _top + (_ky * geometry.DilationY);
        int inX = _left + (_kx * geometry.DilationX);
        bool isInside = _ky < geometry.KernelHeight
            && inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth;
        int c = geometry.GroupInChannels - _rest;
        return isInside
            ? _image + (((c * geometry.InHeight) + inY) * geometry.InWidth) + inX
            : -geometry.InChannels * geometry.InHeight * geometry.InWidth;
    }
}
