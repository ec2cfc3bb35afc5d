namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the transposed convolution. Every other form in this folder is tested against these loops; they
/// are never made faster.
/// </summary>
internal static class ConvTranspose2dReference
{
    /// <summary>
    /// Adds every filter to the output once for every input element, multiplied by that element:
    /// <code>
    /// output[n,o,y,x] = bias[o] + sum over c, ky, kx of
    ///     weight[c,o,ky,kx] * input[n,c,inY,inX]
    ///     where inY*stride - padding + ky*dilation = y, and inX*stride - padding + kx*dilation = x
    /// </code>
    /// If no integers inY and inX inside the image solve the equations, there is no term. The sum is kept in
    /// double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="weight">[C,O/groups,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="output">[N,O,OH,OW]</param>
    public static void Run(
        in ConvTranspose2dGeometry geometry,
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
                        double sum = SumOfStamps(geometry, input, weight, n, o, y, x);
                        output[index++] = (float)(sum + (bias.IsEmpty ? 0.0 : bias[o]));
                    }
                }
            }
        }
    }

    private static double SumOfStamps(
        in ConvTranspose2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        int n,
        int o,
        int y,
        int x)
    {
        (int group, int groupOut) = Math.DivRem(o, geometry.GroupOutChannels);
        int firstChannel = group * geometry.GroupInChannels;
        double sum = 0.0;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int strideRows = y + geometry.PaddingY - (ky * geometry.DilationY);
            int inY = strideRows / geometry.StrideY;
            if (strideRows < 0 || strideRows % geometry.StrideY != 0 || inY >= geometry.InHeight)
            {
                continue;
            }

            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int strideColumns = x + geometry.PaddingX - (kx * geometry.DilationX);
                int inX = strideColumns / geometry.StrideX;
                if (strideColumns < 0 || strideColumns % geometry.StrideX != 0 || inX >= geometry.InWidth)
                {
                    continue;
                }

                for (int c = firstChannel; c < firstChannel + geometry.GroupInChannels; c++)
                {
                    int row = (((n * geometry.InChannels) + c) * geometry.InHeight) + inY;
                    int tap = (((c * geometry.GroupOutChannels) + groupOut) * geometry.KernelHeight) + ky;
                    sum += (double)input[(row * geometry.InWidth) + inX] * weight[(tap * geometry.KernelWidth) + kx];
                }
            }
        }

        return sum;
    }
}
