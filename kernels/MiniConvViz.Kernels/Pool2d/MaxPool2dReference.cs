namespace MiniConvViz.Kernels;

/// <summary>The definition of max-pooling. The other forms must return exactly these values.</summary>
internal static class MaxPool2dReference
{
    /// <summary>
    /// The largest value under each window:
    /// <code>
    /// output[n,c,y,x] = max over ky, kx of
    ///     input[n, c, y*stride - padding + ky*dilation, x*stride - padding + kx*dilation]
    /// </code>
    /// Positions outside the image count as -infinity, and a NaN is larger than any value.
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
                    output[index++] = MaximumUnderWindow(geometry, image, y, x);
                }
            }
        }
    }

    private static float MaximumUnderWindow(in Pool2dGeometry geometry, ReadOnlySpan<float> image, int y, int x)
    {
        float maximum = float.NegativeInfinity;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = (y * geometry.StrideY) - geometry.PaddingY + (ky * geometry.DilationY);
            if (inY < 0 || inY >= geometry.InHeight)
            {
                continue;
            }

            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = (x * geometry.StrideX) - geometry.PaddingX + (kx * geometry.DilationX);
                if (inX < 0 || inX >= geometry.InWidth)
                {
                    continue;
                }

                float value = image[(inY * geometry.InWidth) + inX];
                if (value > maximum || float.IsNaN(value))
                {
                    maximum = value;
                }
            }
        }

        return maximum;
    }
}
