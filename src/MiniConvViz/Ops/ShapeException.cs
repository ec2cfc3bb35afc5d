namespace MiniConvViz.Ops;

/// <summary>
/// An operator cannot take the given shapes, or indices. The message says expected and got; the network adds the node's
/// name.
/// </summary>
public sealed class ShapeException(string message) : Exception(message);
