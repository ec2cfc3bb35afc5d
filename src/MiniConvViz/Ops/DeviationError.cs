using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>
/// The standard deviation of elements that are normalised together, and a bound on its error: it is a norm, so that its
/// change is at most the norm of the errors. In double.
/// </summary>
internal readonly struct DeviationError
{
    /// <param name="input">Elements, <paramref name="stride"/> apart.</param>
    /// <param name="error">Their errors, with the same stride.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="stride">The distance from one element to the next.</param>
    /// <param name="eps">What is added to the variance.</param>
    public DeviationError(ReadOnlySpan<float> input, ReadOnlySpan<float> error, int count, int stride, double eps)
    {
        (Mean, double variance) = MomentsReference.Of(input, count, stride);
        Value = Math.Sqrt(variance + eps);
        (MeanError, double spread) = MomentsReference.Of(error, count, stride);
        Error = Math.Sqrt(spread + (MeanError * MeanError));
        Least = Math.Max(Value - Error, Math.Sqrt(eps));
    }

    public double Mean { get; }

    /// <summary><c>s = sqrt(variance + eps)</c></summary>
    public double Value { get; }

    public double MeanError { get; }

    /// <summary>r, the errors' root mean square: s changes by no more.</summary>
    public double Error { get; }

    /// <summary>The smallest possible s.</summary>
    public double Least { get; }
}
