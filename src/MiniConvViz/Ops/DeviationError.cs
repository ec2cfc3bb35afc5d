using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>
/// The standard deviation of elements that are normalised together, and how far errors move it: it is a root of
/// squares, a norm, and moves no farther than the errors' own norm. In double.
/// </summary>
internal readonly struct DeviationError
{
    /// <param name="input">Elements, <paramref name="stride"/> apart.</param>
    /// <param name="error">Their errors, likewise.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="stride">From one to the next.</param>
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

    /// <summary>r, the errors' root mean square: s moves no farther.</summary>
    public double Error { get; }

    /// <summary>The least that s may become.</summary>
    public double Least { get; }
}
