using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// An iterator over the pixels of one window, for one thread, four channels at a time, in the order of
/// <see cref="Conv2dGpuTerms"/>:
/// <code>
/// tap (0,0): channels 0-3, 4-7, ..    tap (0,1): channels 0-3, 4-7, ..    ..
/// </code>
/// The divisions that compute the window's position are done once, in the constructor. A step within a tap only adds
/// and compares; the offset in the image is computed once per tap.
/// </summary>
internal struct Conv2dGpuPixels
{
    private readonly int _image;
    private readonly int _top;
    private readonly int _left;
    private int _ky;
    private int _kx;

    // The number of channels from the next four on, and the offset of the pixel in the first of them.
    private int _rest;
    private int _at;

    /// <summary>The window of an output pixel, at its first four channels.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="group">Which group of channels.</param>
    /// <param name="column">
    /// The output pixel: <c>(n * OH + y) * OW + x</c>; past the last pixel, it reads only zeros.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Conv2dGpuPixels(Conv2dGeometry geometry, int group, int column)
    {
        int x = column % geometry.OutWidth;
        int row = column / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int n = row / geometry.OutHeight;
        int plane = geometry.InHeight * geometry.InWidth;
        _image = ((n * geometry.InChannels) + (group * geometry.GroupInChannels)) * plane;

        // A pixel past the last has a window below the image, which is zero padding.
        _top = n < geometry.Batch ? (y * geometry.StrideY) - geometry.PaddingY : geometry.InHeight;
        _left = (x * geometry.StrideX) - geometry.PaddingX;
        _ky = 0;
        _kx = 0;
        _rest = geometry.GroupInChannels;
        _at = 0;
        _at = Place(geometry);
    }

    /// <summary>Advances by a number of quads of channels; after the last tap, all values are zero.</summary>
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
        // Outside the image, some element inside is read and discarded: after a branch around the load, the
        // multiply-adds would wait for it.
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

    // The offset of the pixel under the tap in the next channel; outside the image, a value so negative that it stays
    // negative when the offsets of the following channels are added.
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
