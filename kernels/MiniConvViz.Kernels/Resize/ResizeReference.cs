namespace MiniConvViz.Kernels;

/// <summary>The definition of resizing. Every other form in this folder is tested against these loops.</summary>
internal static class ResizeReference
{
    /// <summary>
    /// Every output value is a weighted sum of neighbours, with the weights of the table:
    /// <code>
    /// output[o,z,y,x,i] = sum over tz, ty, tx of weightZ[z,tz] * weightY[y,ty] * weightX[x,tx]
    ///                     * input[o, placeZ[z,tz], placeY[y,ty], placeX[x,tx], i]
    /// </code>
    /// The sum is kept in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="table">Indices and weights, in the layout of <see cref="ResizeGeometry"/>.</param>
    /// <param name="input">[Outer,D,H,W,Inner]</param>
    /// <param name="output">[Outer,OD,OH,OW,Inner]</param>
    public static void Run(
        in ResizeGeometry geometry, ReadOnlySpan<float> table, ReadOnlySpan<float> input, Span<float> output)
    {
        int index = 0;
        for (int o = 0; o < geometry.Outer; o++)
        {
            for (int z = 0; z < geometry.OutDepth; z++)
            {
                for (int y = 0; y < geometry.OutHeight; y++)
                {
                    for (int x = 0; x < geometry.OutWidth; x++)
                    {
                        for (int i = 0; i < geometry.Inner; i++)
                        {
                            output[index++] = (float)SumOfNeighbours(geometry, table, input, o, (z, y, x), i);
                        }
                    }
                }
            }
        }
    }

    private static double SumOfNeighbours(
        in ResizeGeometry geometry,
        ReadOnlySpan<float> table,
        ReadOnlySpan<float> input,
        int o,
        (int Z, int Y, int X) at,
        int i)
    {
        double sum = 0.0;
        for (int tz = 0; tz < geometry.TapsZ; tz++)
        {
            int z = (at.Z * geometry.TapsZ) + tz;
            int plane = (o * geometry.InDepth) + (int)table[z];
            double weightZ = table[z + (geometry.OutDepth * geometry.TapsZ)];
            for (int ty = 0; ty < geometry.TapsY; ty++)
            {
                int y = geometry.TableY + (at.Y * geometry.TapsY) + ty;
                int row = (plane * geometry.InHeight) + (int)table[y];
                double weightY = table[y + (geometry.OutHeight * geometry.TapsY)];
                for (int tx = 0; tx < geometry.TapsX; tx++)
                {
                    int x = geometry.TableX + (at.X * geometry.TapsX) + tx;
                    int pixel = (row * geometry.InWidth) + (int)table[x];
                    double weightX = table[x + (geometry.OutWidth * geometry.TapsX)];
                    sum += weightZ * weightY * weightX * input[(pixel * geometry.Inner) + i];
                }
            }
        }

        return sum;
    }
}
