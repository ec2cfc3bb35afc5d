using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>One layer's output, to be drawn.</summary>
/// <param name="Name">The node's name, such as <c>layer1.0.relu_1</c>.</param>
/// <param name="Operator">What made it, such as <c>Conv2d</c>, with its attributes if they are to be seen.</param>
/// <param name="Values">[N,C,H,W], or [N,features].</param>
public sealed record FeatureMap(string Name, string Operator, Tensor Values)
{
    /// <summary>What a tap kept, with the operator's attributes.</summary>
    public static FeatureMap From(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return new FeatureMap(activation.Name, activation.Node.Operator.ToString(), activation.Values);
    }
}
