using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>
/// What one node computed in one run. The tensor belongs to whoever holds it: the engine never writes to it again.
/// </summary>
public sealed class Activation(Node node, Tensor values)
{
    public Node Node { get; } = node;

    /// <summary>The node's name, such as <c>layer1.0.relu_1</c>.</summary>
    public string Name => Node.Name;

    /// <summary>Usually [N,C,H,W]; [N,features] behind a flatten.</summary>
    public Shape Shape => Values.Shape;

    /// <summary>The numbers, exactly as the next node read them.</summary>
    public Tensor Values { get; } = values;

    /// <inheritdoc/>
    public override string ToString() => $"{Node} {Shape}";
}
