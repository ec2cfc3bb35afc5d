namespace MiniConvViz.Networks.Onnx;

/// <summary>The operators of one group, by ONNX's names, each with the function that turns one into nodes.</summary>
internal sealed class OnnxTable : Dictionary<string, Action<OnnxCall>>;
