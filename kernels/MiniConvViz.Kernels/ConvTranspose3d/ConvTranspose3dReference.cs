namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the 3-d transposed convolution. Every other form in this folder is tested against these loops;
/// they are never made faster.
/// </summary>
internal static class ConvTranspose3dReference
{
    /// <summary>
    /// Adds every filter to the output once for every input value, multiplied by that value:
    /// <code>
    /// output[n,o,z,y,x] = bias[o] + sum over c, kz, ky, kx of weight[c,o,kz,ky,kx] * input[n,c,inZ,inY,inX]
    ///     where inZ*stride - padding + kz*dilation = z, and the same along y and x
    /// </code>
    /// If no integers inZ, inY and inX inside the volume solve the equations, there is no term. The sum is kept
    /// in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,D,H,W]</param>
    /// <param name="weight">[C,O/groups,KD,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="output">[N,O,OD,OH,OW]</param>
    public static void Run(
        in ConvTranspose3dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output)
    {
        int index = 0;
        for (int map = 0; map < geometry.Slice.Batch * geometry.Slice.OutChannels; map++)
        {
            (int n, int o) = Math.DivRem(map, geometry.Slice.OutChannels);
            for (int z = 0; z < geometry.OutDepth; z++)
            {
                for (int y = 0; y < geometry.Slice.OutHeight; y++)
                {
                    for (int x = 0; x < geometry.Slice.OutWidth; x++)
                    {
                        double sum = SumOfStamps(geometry, input, weight, n, o, z, y, x);
                        output[index++] = (float)(sum + (bias.IsEmpty ? 0.0 : bias[o]));
                    }
                }
            }
        }
    }

    private static double SumOfStamps(
        in ConvTranspose3dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        int n,
        int o,
        int z,
        int y,
        int x)
    {
        ConvTranspose2dGeometry slice = geometry.Slice;
        (int group, int groupOut) = Math.DivRem(o, slice.GroupOutChannels);
        DepthTaps taps = geometry.TapsOf(z);
        int inPlane = slice.InHeight * slice.InWidth;
        double sum = 0.0;
        for (int layer = 0; layer < slice.GroupInChannels * geometry.KernelDepth; layer++)
        {
            (int channel, int kz) = Math.DivRem(layer, geometry.KernelDepth);
            int c = (group * slice.GroupInChannels) + channel;
            int inZ = taps.SliceUnder(kz);
            if (inZ >= 0)
            {
                int volume = (((n * slice.InChannels) + c) * geometry.InDepth) + inZ;
                int filter = (((c * slice.GroupOutChannels) + groupOut) * geometry.KernelDepth) + kz;
                sum += SumOfLayer(
                    slice, input.Slice(volume * inPlane, inPlane), weight.Slice(filter * slice.Taps, slice.Taps), y, x);
            }
        }

        return sum;
    }

    private static double SumOfLayer(
        in ConvTranspose2dGeometry slice, ReadOnlySpan<float> image, ReadOnlySpan<float> layer, int y, int x)
    {
        double sum = 0.0;
        for (int ky = 0; ky < slice.KernelHeight; ky++)
        {
            int strideRows = y + slice.PaddingY - (ky * slice.DilationY);
            int inY = strideRows / slice.StrideY;
            if (strideRows < 0 || strideRows % slice.StrideY != 0 || inY >= slice.InHeight)
            {
                continue;
            }

            for (int kx = 0; kx < slice.KernelWidth; kx++)
            {
                int strideColumns = x + slice.PaddingX - (kx * slice.DilationX);
                int inX = strideColumns / slice.StrideX;
                if (strideColumns >= 0 && strideColumns % slice.StrideX == 0 && inX < slice.InWidth)
                {
                    sum += (double)image[(inY * slice.InWidth) + inX] * layer[(ky * slice.KernelWidth) + kx];
                }
            }
        }

        return sum;
    }
}
