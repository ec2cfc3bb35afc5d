namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Why one operator of a graph cannot be imported; the importer collects them, so that all are told at once.
/// </summary>
internal sealed class OnnxRefusal(string reason) : Exception(reason);
