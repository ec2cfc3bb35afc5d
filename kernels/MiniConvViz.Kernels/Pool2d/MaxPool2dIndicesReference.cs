namespace MiniConvViz.Kernels;

/// <summary>The definition of the indices of a max-pooling. The other forms must return exactly these.</summary>
internal static class MaxPool2dIndicesReference
{
    /// <summary>
    /// The index of the largest value under each window in the whole input; of equal values the first, of NaNs the
    /// last.
    /// <code>
    /// output[n,c,y,x] = (n*C + c)*H*W + inY*W + inX, or (n*C + c)*H*W + inX*H + inY where columns are counted first
    /// </code>
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="columnMajor">1 to count down the columns of an image first, 0 along its rows.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        in Pool2dGeometry geometry, int columnMajor, ReadOnlySpan<float> input, Span<float> output)
    {
        int outPlane = geometry.OutHeight * geometry.OutWidth;
        for (int plane = 0; plane < geometry.Batch * geometry.Channels; plane++)
        {
            RunPlane(geometry, columnMajor, plane, input, output.Slice(plane * outPlane, outPlane));
        }
    }

    /// <summary>The same for one channel of one image.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="columnMajor">1 to count down the columns of an image first, 0 along its rows.</param>
    /// <param name="plane">n*C + c</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[OH,OW]</param>
    internal static void RunPlane(
        in Pool2dGeometry geometry, int columnMajor, int plane, ReadOnlySpan<float> input, Span<float> output)
    {
        int inPlane = geometry.InHeight * geometry.InWidth;
        ReadOnlySpan<float> image = input.Slice(plane * inPlane, inPlane);
        for (int y = 0; y < geometry.OutHeight; y++)
        {
            for (int x = 0; x < geometry.OutWidth; x++)
            {
                (int inY, int inX) = LargestUnderWindow(geometry, image, y, x);
                int place = columnMajor != 0 ? (inX * geometry.InHeight) + inY : (inY * geometry.InWidth) + inX;
                output[(y * geometry.OutWidth) + x] = (plane * inPlane) + place;
            }
        }
    }

    private static (int Y, int X) LargestUnderWindow(
        in Pool2dGeometry geometry, ReadOnlySpan<float> image, int y, int x)
    {
        (int Y, int X) place = (-1, -1);
        float maximum = float.NegativeInfinity;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = (y * geometry.StrideY) - geometry.PaddingY + (ky * geometry.DilationY);
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = (x * geometry.StrideX) - geometry.PaddingX + (kx * geometry.DilationX);
                if (inY < 0 || inY >= geometry.InHeight || inX < 0 || inX >= geometry.InWidth)
                {
                    continue;
                }

                float value = image[(inY * geometry.InWidth) + inX];
                if (place.Y < 0 || value > maximum || float.IsNaN(value))
                {
                    maximum = value;
                    place = (inY, inX);
                }
            }
        }

        return (Math.Max(place.Y, 0), Math.Max(place.X, 0));
    }
}
