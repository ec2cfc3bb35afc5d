using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>One operator with its attributes and weights, and its inputs.</summary>
/// <param name="Name">Unique within its operator, such as <c>3x3_padding1</c>.</param>
/// <param name="Operator">The operator under test.</param>
/// <param name="Inputs">One tensor per input.</param>
/// <param name="Expected">The expected output; null for that of the device <c>reference</c>.</param>
/// <param name="Float32">PyTorch's output in float32; null where there is none.</param>
internal sealed record OperatorCase(
    string Name, Operator Operator, Tensor[] Inputs, double[]? Expected = null, Tensor? Float32 = null)
{
    public string Kind => Operator.Kind;

    /// <summary>The description of the case in a failure.</summary>
    public string Describe(string device) =>
        $"{Kind}/{Name} on {device}: {Operator} of {string.Join(" and ", Inputs.Select(input => input.Shape))}";

    /// <summary>The name in a test explorer.</summary>
    public override string ToString() => $"{Kind}/{Name}";
}
