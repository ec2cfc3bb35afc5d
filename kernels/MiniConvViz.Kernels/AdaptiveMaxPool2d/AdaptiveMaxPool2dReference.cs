namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of adaptive max pooling. Every other form in this folder is tested against these loops.
/// </summary>
internal static class AdaptiveMaxPool2dReference
{
    /// <summary>
    /// Divides the image into OH x OW windows and takes the largest value of each; a NaN is larger than any value:
    /// <code>
    /// output[n,c,y,x] = max of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) .. ceil((x+1)*W/OW)]
    /// </code>
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(in AdaptivePool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
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
                    output[index++] = MaximumUnderWindow(geometry, image, y, x);
                }
            }
        }
    }

    private static float MaximumUnderWindow(
        in AdaptivePool2dGeometry geometry, ReadOnlySpan<float> image, int y, int x)
    {
        float maximum = float.NegativeInfinity;
        for (int inY = geometry.FirstRow(y); inY < geometry.EndRow(y); inY++)
        {
            for (int inX = geometry.FirstColumn(x); inX < geometry.EndColumn(x); inX++)
            {
                maximum = MathF.Max(maximum, image[(inY * geometry.InWidth) + inX]);
            }
        }

        return maximum;
    }
}
