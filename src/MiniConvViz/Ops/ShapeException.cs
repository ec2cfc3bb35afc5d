namespace MiniConvViz.Ops;

/// <summary>
/// An operator cannot take the shapes, or numbers of places, that it was given. The message says expected and got; the
/// network adds the node's name.
/// </summary>
public sealed class ShapeException(string message) : Exception(message);
