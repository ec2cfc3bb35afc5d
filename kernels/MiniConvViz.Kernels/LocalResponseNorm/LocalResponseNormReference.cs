namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of local response normalisation. Every other form in this folder is tested against these loops.
/// </summary>
internal static class LocalResponseNormReference
{
    /// <summary>
    /// Divides every value by a power of the sum of squares of the neighbouring channels at the same position:
    /// <code>
    /// output[n,c,p] = input[n,c,p] / (k + alpha / size * sum over j in window(c) of input[n,j,p]^2)^beta
    /// </code>
    /// Channels before the first and after the last count as zero. Computed in double.
    /// Source: https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html; Krizhevsky, Sutskever,
    /// Hinton: ImageNet classification with deep convolutional neural networks (2012), section 3.3
    /// </summary>
    /// <param name="geometry">All sizes and constants.</param>
    /// <param name="input">[N,C,Plane]</param>
    /// <param name="output">[N,C,Plane]</param>
    public static void Run(in LocalResponseNormGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int index = 0; index < output.Length; index++)
        {
            int c = index / geometry.Plane % geometry.Channels;
            double squares = 0.0;
            for (int j = geometry.First(c); j < geometry.End(c); j++)
            {
                double x = input[index + ((j - c) * geometry.Plane)];
                squares += x * x;
            }

            double sum = geometry.K + (geometry.Alpha / (double)geometry.Size * squares);
            output[index] = (float)(input[index] / Math.Pow(sum, geometry.Beta));
        }
    }
}
