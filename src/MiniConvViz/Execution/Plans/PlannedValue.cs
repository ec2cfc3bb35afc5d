using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The value that a node will compute: its shape, its layout and its memory. A flatten shares its input's memory.
/// </summary>
internal sealed record PlannedValue(Shape Shape, Layout Layout, Storage Storage)
{
    /// <summary>The number of floats of its memory.</summary>
    public int Floats { get; } = Layout.Floats(Shape);
}
