namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the 3-d convolution. Every other form in this folder is tested against these loops; they are
/// never made faster.
/// </summary>
internal static class Conv3dReference
{
    /// <summary>
    /// Slides every filter through the volume and sums the products under it.
    /// <code>
    /// output[n,o,z,y,x] = bias[o] + sum over c, kz, ky, kx of
    ///     weight[o,c,kz,ky,kx]
    ///     * input[n, group*C/groups + c, z*stride - padding + kz*dilation, y*stride - padding + ky*dilation, ...]
    /// </code>
    /// Positions outside the volume count as zero. The sum is kept in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,D,H,W]</param>
    /// <param name="weight">[O,C/groups,KD,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="output">[N,O,OD,OH,OW]</param>
    public static void Run(
        in Conv3dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output)
    {
        int filter = geometry.Terms;
        int index = 0;
        for (int map = 0; map < geometry.Slice.Batch * geometry.Slice.OutChannels; map++)
        {
            (int n, int o) = Math.DivRem(map, geometry.Slice.OutChannels);
            int firstChannel = o / geometry.Slice.GroupOutChannels * geometry.Slice.GroupInChannels;
            int firstVolume = (n * geometry.Slice.InChannels) + firstChannel;
            ReadOnlySpan<float> volumes = input.Slice(
                firstVolume * geometry.InVolume, geometry.Slice.GroupInChannels * geometry.InVolume);
            for (int z = 0; z < geometry.OutDepth; z++)
            {
                for (int y = 0; y < geometry.Slice.OutHeight; y++)
                {
                    for (int x = 0; x < geometry.Slice.OutWidth; x++)
                    {
                        double sum = SumUnderFilter(geometry, volumes, weight.Slice(o * filter, filter), z, y, x);
                        output[index++] = (float)(sum + (bias.IsEmpty ? 0.0 : bias[o]));
                    }
                }
            }
        }
    }

    private static double SumUnderFilter(
        in Conv3dGeometry geometry, ReadOnlySpan<float> volumes, ReadOnlySpan<float> filter, int z, int y, int x)
    {
        DepthTaps taps = geometry.TapsOf(z);
        int inPlane = geometry.Slice.InHeight * geometry.Slice.InWidth;
        int taken = geometry.Slice.KernelHeight * geometry.Slice.KernelWidth;
        double sum = 0.0;
        for (int layer = 0; layer < geometry.Slice.GroupInChannels * geometry.KernelDepth; layer++)
        {
            (int c, int kz) = Math.DivRem(layer, geometry.KernelDepth);
            int inZ = taps.SliceUnder(kz);
            if (inZ >= 0)
            {
                sum += SumUnderLayer(
                    geometry.Slice,
                    volumes.Slice((c * geometry.InVolume) + (inZ * inPlane), inPlane),
                    filter.Slice(layer * taken, taken),
                    y,
                    x);
            }
        }

        return sum;
    }

    private static double SumUnderLayer(
        in Conv2dGeometry slice, ReadOnlySpan<float> image, ReadOnlySpan<float> layer, int y, int x)
    {
        double sum = 0.0;
        for (int ky = 0; ky < slice.KernelHeight; ky++)
        {
            int inY = (y * slice.StrideY) - slice.PaddingY + (ky * slice.DilationY);
            for (int kx = 0; kx < slice.KernelWidth; kx++)
            {
                int inX = (x * slice.StrideX) - slice.PaddingX + (kx * slice.DilationX);
                if (inY >= 0 && inY < slice.InHeight && inX >= 0 && inX < slice.InWidth)
                {
                    sum += (double)image[(inY * slice.InWidth) + inX] * layer[(ky * slice.KernelWidth) + kx];
                }
            }
        }

        return sum;
    }
}
