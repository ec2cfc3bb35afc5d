using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The sum of two tensors, for example of a residual branch and its shortcut: <c>output[i] = left[i] + right[i]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.add.html</remarks>
public sealed class Add : BinaryOperator<AddFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: 1);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);
}
