namespace MiniConvViz;

/// <summary>
/// A model is in order but needs something that this library does not have; the message names all of it.
/// </summary>
public sealed class UnsupportedModelException(string message) : Exception(PrintableText.Line(message));
