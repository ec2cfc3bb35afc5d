namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of average pooling. Every other form in this folder is tested against these loops.
/// </summary>
internal static class AvgPool2dReference
{
    /// <summary>
    /// The average of the values under each window:
    /// <code>
    /// output[n,c,y,x] = sum over ky, kx of input[n, c, y*stride - padding + ky, x*stride - padding + kx]
    ///                   / divisor(y, x)
    /// </code>
    /// Positions outside the image count as zero; <see cref="Pool2dGeometry.Divisor"/> contains whether they are
    /// counted. The sum is kept in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(in Pool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        int inPlane = geometry.InHeight * geometry.InWidth;
        int index = 0;
        for (int plane = 0; plane < geometry.Batch * geometry.Channels; plane++)
        {
            ReadOnlySpan<float> image = input.Slice(plane * inPlane, inPlane);
            for (int y = 0; y < geometry.OutHeight; y++)
            {
                for (int x = 0; x < geometry.OutWidth; x++)
                {
                    output[index++] = (float)(SumUnderWindow(geometry, image, y, x) / geometry.Divisor(y, x));
                }
            }
        }
    }

    private static double SumUnderWindow(in Pool2dGeometry geometry, ReadOnlySpan<float> image, int y, int x)
    {
        double sum = 0.0;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = (y * geometry.StrideY) - geometry.PaddingY + ky;
            if (inY < 0 || inY >= geometry.InHeight)
            {
                continue;
            }

            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = (x * geometry.StrideX) - geometry.PaddingX + kx;
                if (inX >= 0 && inX < geometry.InWidth)
                {
                    sum += image[(inY * geometry.InWidth) + inX];
                }
            }
        }

        return sum;
    }
}
