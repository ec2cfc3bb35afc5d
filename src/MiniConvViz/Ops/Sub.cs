using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The difference of two tensors: <c>output[i] = left[i] - right[i]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.sub.html</remarks>
public sealed class Sub : BinaryOperator<SubFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(new Add(), inputs, terms: 1);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(new Add(), errors);
}
