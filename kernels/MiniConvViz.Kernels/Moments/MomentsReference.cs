namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of mean and variance. Every other form in this folder is tested through the kernels that use it.
/// </summary>
internal static class MomentsReference
{
    /// <summary>
    /// The mean and the variance of values with a given stride, in double:
    /// <code>mean = (sum of values) / count;  variance = (sum of (value - mean)^2) / count</code>
    /// </summary>
    public static (double Mean, double Variance) Of(ReadOnlySpan<float> values, int count, int stride)
    {
        double sum = 0.0;
        for (int i = 0; i < count; i++)
        {
            sum += values[i * stride];
        }

        double mean = sum / count;
        double squares = 0.0;
        for (int i = 0; i < count; i++)
        {
            double difference = values[i * stride] - mean;
            squares += difference * difference;
        }

        return (mean, squares / count);
    }
}
