namespace MiniConvViz.Kernels;

/// <summary>The definition of max-pooling of volumes. The other forms must return exactly these values.</summary>
internal static class MaxPool3dReference
{
    /// <summary>
    /// The largest value under each window:
    /// <code>
    /// output[n,c,z,y,x] = max over kz, ky, kx of
    ///     input[n, c, z*stride - padding + kz*dilation, y*stride - padding + ky*dilation, ...]
    /// </code>
    /// Positions outside the volume count as -infinity, and a NaN is larger than any value.
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
                        output[index++] = MaximumUnderWindow(geometry, volume, z, y, x);
                    }
                }
            }
        }
    }

    private static float MaximumUnderWindow(
        in Pool3dGeometry geometry, ReadOnlySpan<float> volume, int z, int y, int x)
    {
        (Pool2dGeometry slices, Pool2dGeometry depth) = (geometry.Slices, geometry.Depth);
        float maximum = float.NegativeInfinity;
        for (int kz = 0; kz < depth.KernelHeight; kz++)
        {
            int inZ = (z * depth.StrideY) - depth.PaddingY + (kz * depth.DilationY);
            if (inZ < 0 || inZ >= depth.InHeight)
            {
                continue;
            }

            for (int ky = 0; ky < slices.KernelHeight; ky++)
            {
                int inY = (y * slices.StrideY) - slices.PaddingY + (ky * slices.DilationY);
                for (int kx = 0; kx < slices.KernelWidth; kx++)
                {
                    int inX = (x * slices.StrideX) - slices.PaddingX + (kx * slices.DilationX);
                    if (inY >= 0 && inY < slices.InHeight && inX >= 0 && inX < slices.InWidth)
                    {
                        float value = volume[(((inZ * slices.InHeight) + inY) * slices.InWidth) + inX];
                        maximum = value > maximum || float.IsNaN(value) ? value : maximum;
                    }
                }
            }
        }

        return maximum;
    }
}
