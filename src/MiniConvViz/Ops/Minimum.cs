using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The smaller of two values, or NaN if either is NaN: <c>output[i] = min(left[i], right[i])</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.minimum.html</remarks>
public sealed class Minimum : BinaryOperator<MinimumFunction>
{
    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(new Maximum(), errors);
}
