using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>1 where just one of the two numbers is zero, else 0.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.logical_xor.html</remarks>
public sealed class LogicalXor : BinaryOperator<LogicalXorFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.OfTwo(inputs, errors, Amplification.Logic);
}
