using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>1 where one number at least is not zero, else 0.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.logical_or.html</remarks>
public sealed class LogicalOr : BinaryOperator<LogicalOrFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.OfTwo(inputs, errors, Amplification.Logic);
}
