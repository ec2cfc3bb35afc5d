namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of average pooling of volumes. Every other form in this folder is tested against it.
/// </summary>
internal static class AvgPool3dReference
{
    /// <summary>
    /// The average of the values under each window:
    /// <code>
    /// output[n,c,z,y,x] = sum over kz, ky, kx of input[n, c, z*stride - padding + kz, y*stride - padding + ky, ...]
    ///                     / divisor(z, y, x)
    /// </code>
    /// Positions outside the volume count as zero; <see cref="Pool3dGeometry.Divisor"/> contains whether they are
    /// counted. The sum is kept in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,D,H,W]</param>
    /// <param name="output">[N,C,OD,OH,OW]</param>
    public static void Run(in Pool3dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        (Pool2dGeometry slices, Pool2dGeometry depth) = (geometry.Slices, geometry.Depth);
        int inVolume = depth.InHeight * slices.InHeight * slices.InWidth;
        int index = 0;
        for (int map = 0; map < depth.Batch * depth.Channels; map++)
        {
            ReadOnlySpan<float> volume = input.Slice(map * inVolume, inVolume);
            for (int z = 0; z < depth.OutHeight; z++)
            {
                for (int y = 0; y < slices.OutHeight; y++)
                {
                    for (int x = 0; x < slices.OutWidth; x++)
                    {
                        double sum = SumUnderWindow(geometry, volume, z, y, x);
                        output[index++] = (float)(sum / geometry.Divisor(z, y, x));
                    }
                }
            }
        }
    }

    private static double SumUnderWindow(in Pool3dGeometry geometry, ReadOnlySpan<float> volume, int z, int y, int x)
    {
        (Pool2dGeometry slices, Pool2dGeometry depth) = (geometry.Slices, geometry.Depth);
        double sum = 0.0;
        for (int kz = 0; kz < depth.KernelHeight; kz++)
        {
            int inZ = (z * depth.StrideY) - depth.PaddingY + kz;
            if (inZ < 0 || inZ >= depth.InHeight)
            {
                continue;
            }

            for (int ky = 0; ky < slices.KernelHeight; ky++)
            {
                int inY = (y * slices.StrideY) - slices.PaddingY + ky;
                for (int kx = 0; kx < slices.KernelWidth; kx++)
                {
                    int inX = (x * slices.StrideX) - slices.PaddingX + kx;
                    if (inY >= 0 && inY < slices.InHeight && inX >= 0 && inX < slices.InWidth)
                    {
                        sum += volume[(((inZ * slices.InHeight) + inY) * slices.InWidth) + inX];
                    }
                }
            }
        }

        return sum;
    }
}
