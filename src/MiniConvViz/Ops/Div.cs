using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The quotient of two tensors: <c>output[i] = left[i] / right[i]</c>. Division by zero gives infinity, and 0 / 0 is
/// NaN.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.div.html</remarks>
public sealed class Div : BinaryOperator<DivFunction>
{
    internal override Accuracy Accuracy => Accuracy.Pointwise;

    /// <summary>One division; OpenCL allows an error of 2.5 units in the last place.</summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: 3);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.OfTwo(inputs, errors, Amplification.Quotient);
}
