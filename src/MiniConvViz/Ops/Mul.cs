using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The product of two tensors, or of maps [N,C,H,W] and one factor per channel [N,C,1,1] (squeeze-and-excitation):
/// <c>output[i] = left[i] * right[i]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.mul.html</remarks>
public sealed class Mul : BinaryOperator<MulFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: 1);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.OfTwo(inputs, errors, (a, ea, b, eb) => (Math.Abs(a) * eb) + (ea * (Math.Abs(b) + eb)));
}
