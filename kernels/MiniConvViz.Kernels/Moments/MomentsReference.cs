namespace MiniConvViz.Kernels;

/// <summary>What mean and variance are. Every other form in this folder is tested through those who use it.</summary>
internal static class MomentsReference
{
    /// <summary>
    /// The mean and the variance of numbers that lie <paramref name="stride"/> apart, in double:
    /// <code>mean = (sum of numbers) / count;  variance = (sum of (number - mean)^2) / count</code>
    /// </summary>
    public static (double Mean, double Variance) Of(ReadOnlySpan<float> numbers, int count, int stride)
    {
        double sum = 0.0;
        for (int i = 0; i < count; i++)
        {
            sum += numbers[i * stride];
        }

        double mean = sum / count;
        double squares = 0.0;
        for (int i = 0; i < count; i++)
        {
            double difference = numbers[i * stride] - mean;
            squares += difference * difference;
        }

        return (mean, squares / count);
    }
}
