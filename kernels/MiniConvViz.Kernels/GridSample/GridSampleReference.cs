namespace MiniConvViz.Kernels;

/// <summary>The definition of sampling an image at the positions of a grid.</summary>
internal static class GridSampleReference
{
    /// <summary>
    /// <c>output[n,c,p] = sum over taps ky, kx of weightY[ky] * weightX[kx] * input[n,c,pixelY[ky],pixelX[kx]]</c>;
    /// NaN where the grid is.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="grid">[N,Positions,2], x before y.</param>
    /// <param name="output">[N,C,Positions]</param>
    public static void Run(
        in GridSampleGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> grid, Span<float> output)
    {
        int plane = geometry.Height * geometry.Width;
        for (int n = 0; n < geometry.Batch; n++)
        {
            for (int c = 0; c < geometry.Channels; c++)
            {
                int image = (n * geometry.Channels) + c;
                for (int p = 0; p < geometry.Positions; p++)
                {
                    int at = 2 * ((n * geometry.Positions) + p);
                    float x = geometry.Position(grid[at], geometry.Width);
                    float y = geometry.Position(grid[at + 1], geometry.Height);
                    output[(image * geometry.Positions) + p] =
                        Sample(geometry, input.Slice(image * plane, plane), x, y);
                }
            }
        }
    }

    private static float Sample(in GridSampleGeometry geometry, ReadOnlySpan<float> image, float x, float y)
    {
        if (float.IsNaN(x) || float.IsNaN(y))
        {
            return float.NaN;
        }

        double sum = 0.0;
        for (int ky = 0; ky < geometry.Taps; ky++)
        {
            for (int kx = 0; kx < geometry.Taps; kx++)
            {
                int pixelY = geometry.Pixel(geometry.First(y), ky, geometry.Height);
                int pixelX = geometry.Pixel(geometry.First(x), kx, geometry.Width);
                if (pixelY != GridSampleGeometry.None && pixelX != GridSampleGeometry.None)
                {
                    double weight = (double)geometry.Weight(y, ky) * geometry.Weight(x, kx);
                    sum += weight * image[(pixelY * geometry.Width) + pixelX];
                }
            }
        }

        return (float)sum;
    }
}
