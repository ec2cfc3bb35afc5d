namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of power-average pooling. Every other form in this folder is tested against these loops.
/// </summary>
internal static class LPPool2dReference
{
    /// <summary>
    /// The p-norm of the values in each window:
    /// <code>
    /// output[n,c,y,x] = (sum over ky, kx of |input[n, c, y*stride - padding + ky, x*stride - padding + kx]|^p)^(1/p)
    /// </code>
    /// Positions outside the image count as zero. Computed in double.
    /// Source: https://onnx.ai/onnx/operators/onnx__LpPool.html. PyTorch's LPPool2d is the same if p is even or no
    /// value negative; for odd p it adds up signed powers.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="p">The exponent, at least 1.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(in Pool2dGeometry geometry, int p, ReadOnlySpan<float> input, Span<float> output)
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
                    output[index++] = (float)NormUnderWindow(geometry, p, image, y, x);
                }
            }
        }
    }

    /// <summary>One output.</summary>
    internal static double NormUnderWindow(
        in Pool2dGeometry geometry, int p, ReadOnlySpan<float> image, int y, int x)
    {
        double sum = 0.0;
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
                if (inX >= 0 && inX < geometry.InWidth)
                {
                    sum += Math.Pow(Math.Abs((double)image[(inY * geometry.InWidth) + inX]), p);
                }
            }
        }

        return p == 1 ? sum : p == 2 ? Math.Sqrt(sum) : Math.Pow(sum, 1.0 / p);
    }
}
