using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The im2col of Caffe, a panel of a few columns at a time (the whole matrix is never stored): column x is an output
/// pixel, row k = (c, ky, kx) is a term of its sum.
/// <code>
/// columns[k,x] = input[c, y(x)*stride - padding + ky*dilation, x(x)*stride - padding + kx*dilation], 0 outside the
/// image
/// </code>
/// </summary>
internal static unsafe class Conv2dColumns
{
    /// <summary>
    /// Packs up to <paramref name="columns"/> adjacent output pixels for some channels of one image.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="channel">The first channel to pack, [channels,H,W].</param>
    /// <param name="channels">How many channels to pack.</param>
    /// <param name="firstPixel">y*OW + x of the first output pixel.</param>
    /// <param name="columns">Width of the packed matrix; columns past the last output pixel are zero.</param>
    /// <param name="packed">[channels*KH*KW, columns]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(
        in Conv2dGeometry geometry, float* channel, int channels, int firstPixel, int columns, float* packed)
    {
        int pixels = Math.Min(columns, (geometry.OutHeight * geometry.OutWidth) - firstPixel);
        int column = 0;
        while (column < pixels)
        {
            // A run is the part of one output row that falls into these columns.
            (int y, int x) = Math.DivRem(firstPixel + column, geometry.OutWidth);
            int length = Math.Min(geometry.OutWidth - x, pixels - column);
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = (x * geometry.StrideX) - geometry.PaddingX + (kx * geometry.DilationX);
                PackRun(geometry, channel, channels, y, inX, length, columns, packed + (kx * columns) + column);
            }

            column += length;
        }

        if (column < columns)
        {
            int depth = channels * geometry.KernelHeight * geometry.KernelWidth;
            for (int k = 0; k < depth; k++)
            {
                Conv2dRuns.Clear(packed + (k * columns) + column, columns - column);
            }
        }
    }

    /// <summary>Packs one run for one kx: every channel and ky, that is every KW-th row of the packed matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRun(
        in Conv2dGeometry geometry,
        float* channel,
        int channels,
        int y,
        int inX,
        int length,
        int columns,
        float* packed)
    {
        // The part of the run that reads inside the image is start <= i < end.
        int stride = geometry.StrideX;
        int start = Math.Min(length, inX < 0 ? (stride - 1 - inX) / stride : 0);
        int end = Math.Clamp((geometry.InWidth - inX + stride - 1) / stride, start, length);
        nint plane = (nint)geometry.InHeight * geometry.InWidth;
        int top = (y * geometry.StrideY) - geometry.PaddingY;
        for (int c = 0; c < channels; c++)
        {
            int inY = top;
            for (int ky = 0; ky < geometry.KernelHeight; ky++)
            {
                if ((uint)inY < (uint)geometry.InHeight)
                {
                    float* row = channel + ((nint)inY * geometry.InWidth) + inX;
                    Conv2dRuns.Clear(packed, start);
                    Conv2dRuns.CopyEvery(stride, row + ((nint)start * stride), packed + start, end - start);
                    Conv2dRuns.Clear(packed + end, length - end);
                }
                else
                {
                    Conv2dRuns.Clear(packed, length);
                }

                inY += geometry.DilationY;
                packed += geometry.KernelWidth * columns;
            }

            channel += plane;
        }
    }
}
