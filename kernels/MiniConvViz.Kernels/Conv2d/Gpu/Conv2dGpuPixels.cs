using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One thread's way through the pixels under one window, four channels at a time, in the order of
/// <see cref="Conv2dGpuTerms"/>:
/// <code>
/// tap (0,0): channels 0-3, 4-7, ..    tap (0,1): channels 0-3, 4-7, ..    ..
/// </code>
/// Where the window lies is divided out once, when the way begins; a step adds and compares.
/// </summary>
internal struct Conv2dGpuPixels
{
    private readonly int _image;
    private readonly int _top;
    private readonly int _left;
    private int _quad;
    private int _ky;
    private int _kx;

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

        // A window far above the image sees nothing of it.
        _top = n < geometry.Batch ? (y * geometry.StrideY) - geometry.PaddingY : -(1 << 29);
        _left = (x * geometry.StrideX) - geometry.PaddingX;
        _quad = 0;
        _ky = 0;
        _kx = 0;
    }

    /// <summary>Goes on by so many times four channels; after the last tap there are only zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(Conv2dGeometry geometry, int quads)
    {
        int perTap = (geometry.GroupInChannels + 3) >> 2;
        _quad += quads;
        while (_quad >= perTap)
        {
            _quad -= perTap;
            _kx++;
            if (_kx == geometry.KernelWidth)
            {
                _kx = 0;
                _ky++;
            }
        }
    }

    /// <summary>The pixel under the tap in four channels; zero outside the image and past the last channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Read(Conv2dGeometry geometry, ArrayView<float> input)
    {
        Float4 pixels = default;
        int inY = _top + (_ky * geometry.DilationY);
        int inX = _left + (_kx * geometry.DilationX);

        // Tested before indexing: a negative index is far out of the view.
        if (_ky < geometry.KernelHeight
            && inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
        {
            int plane = geometry.InHeight * geometry.InWidth;
            int c = _quad * 4;
            int at = _image + (c * plane) + (inY * geometry.InWidth) + inX;
            int left = geometry.GroupInChannels - c;
            pixels.X = input[at];
            pixels.Y = left > 1 ? input[at + plane] : 0f;
            pixels.Z = left > 2 ? input[at + (2 * plane)] : 0f;
            pixels.W = left > 3 ? input[at + (3 * plane)] : 0f;
        }

        return pixels;
    }
}
