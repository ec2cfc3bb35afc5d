using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// What a node will compute: a shape, how its numbers are laid out, and the memory they will lie in. A flatten shares
/// its input's memory.
/// </summary>
internal sealed record PlannedValue(Shape Shape, Layout Layout, Storage Storage)
{
    /// <summary>Floats that it takes.</summary>
    public int Floats { get; } = Layout.Floats(Shape);
}
