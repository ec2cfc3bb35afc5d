namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of convolution. Every other form in this folder is tested against these loops; they are never made
/// faster.
/// </summary>
internal static class Conv2dReference
{
    /// <summary>
    /// Slides every filter over the image and sums the products under it.
    /// <code>
    /// output[n,o,y,x] = bias[o] + sum over c, ky, kx of
    ///     weight[o,c,ky,kx]
    ///     * input[n, group*C/groups + c, y*stride - padding + ky*dilation, x*stride - padding + kx*dilation]
    /// </code>
    /// Positions outside the image count as zero. The accumulator is double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="output">[N,O,OH,OW]</param>
    public static void Run(
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output)
    {
        int index = 0;
        for (int n = 0; n < geometry.Batch; n++)
        {
            for (int o = 0; o < geometry.OutChannels; o++)
            {
                for (int y = 0; y < geometry.OutHeight; y++)
                {
                    for (int x = 0; x < geometry.OutWidth; x++)
                    {
                        double sum = SumUnderFilter(geometry, input, weight, n, o, y, x);
                        output[index++] = (float)(sum + (bias.IsEmpty ? 0.0 : bias[o]));
                    }
                }
            }
        }
    }

    private static double SumUnderFilter(
        in Conv2dGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> weight, int n, int o, int y, int x)
    {
        int firstChannel = o / geometry.GroupOutChannels * geometry.GroupInChannels;
        double sum = 0.0;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
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

                    int channel = (n * geometry.InChannels) + firstChannel + c;
                    int tap = (((o * geometry.GroupInChannels) + c) * geometry.KernelHeight) + ky;
                    sum += (double)input[(((channel * geometry.InHeight) + inY) * geometry.InWidth) + inX]
                        * weight[(tap * geometry.KernelWidth) + kx];
                }
            }
        }

        return sum;
    }
}
