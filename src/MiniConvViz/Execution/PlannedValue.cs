using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// What a node will compute: a shape, and the memory it will lie in. A flatten shares its input's memory.
/// </summary>
internal sealed record PlannedValue(Shape Shape, Storage Storage);
