using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.SafeTensors;

/// <summary>
/// One tensor of the JSON header; <c>Begin</c> and <c>End</c> count bytes from the end of the header.
/// </summary>
internal sealed record SafeTensorsEntry(string Name, DType DType, Shape Shape, long Begin, long End);
