namespace MiniConvViz.Networks;

/// <summary>
/// A network cannot be built or cannot take an input: which node, what it expected, what it got, what to do.
/// </summary>
public sealed class NetworkException(string message) : Exception(PrintableText.Line(message))
{
    /// <summary>What helps, for the program that shows the message.</summary>
    public Remedy Remedy { get; init; }

    /// <summary>
    /// The error for an overflow of a size: kernels compute the sizes of packed and copied arrays with overflow checks.
    /// </summary>
    internal static NetworkException TooLarge(Node node) => new(
        $"{node}: what it packs or copies has more than {int.MaxValue} elements; use a smaller image or layer");
}
