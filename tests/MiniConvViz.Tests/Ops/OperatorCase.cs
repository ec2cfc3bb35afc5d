using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>One operator with its attributes and weights, and the inputs it is to be run on.</summary>
/// <param name="Name">Unique within its operator, such as <c>3x3_padding1</c>.</param>
/// <param name="Operator">The operator under test.</param>
/// <param name="Inputs">One tensor per input.</param>
/// <param name="Expected">What must come out; null for whatever the device <c>reference</c> gives.</param>
/// <param name="Float32">What PyTorch computed in float32; null where it was not asked.</param>
internal sealed record OperatorCase(
    string Name, Operator Operator, Tensor[] Inputs, double[]? Expected = null, Tensor? Float32 = null)
{
    public string Kind => Operator.Kind;

    /// <summary>Everything that a failure has to say about the case.</summary>
    public string Describe(string device) =>
        $"{Kind}/{Name} on {device}: {Operator} of {string.Join(" and ", Inputs.Select(input => input.Shape))}";

    /// <summary>What a test explorer shows.</summary>
    public override string ToString() => $"{Kind}/{Name}";
}
