namespace MiniConvViz.Networks;

/// <summary>
/// A network cannot be built or cannot take an input: which node, what it expected, what it got, what to do.
/// </summary>
public sealed class NetworkException(string message) : Exception(PrintableText.Line(message));
