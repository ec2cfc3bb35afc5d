using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The larger of two values, or NaN if either is NaN: <c>output[i] = max(left[i], right[i])</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.maximum.html</remarks>
public sealed class Maximum : BinaryOperator<MaximumFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);
}
