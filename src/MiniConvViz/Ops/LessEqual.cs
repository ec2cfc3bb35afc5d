using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>1 where <c>left[i] &lt;= right[i]</c>, else 0; no comparison with NaN holds.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.le.html</remarks>
public sealed class LessEqual : BinaryOperator<LessEqualFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.OfTwo(inputs, errors, Amplification.Comparison);
}
