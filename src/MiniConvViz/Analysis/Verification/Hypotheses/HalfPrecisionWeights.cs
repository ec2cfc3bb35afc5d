using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One side has the trained weights, the other a checkpoint saved in half precision.</summary>
internal sealed class HalfPrecisionWeights : IHypothesis
{
    private static readonly (string Name, Func<float, float> Round)[] Formats =
        [("float16", FloatRounding.ToHalf), ("bfloat16", FloatRounding.ToBFloat16)];

    public string Name => "half-precision weights";

    public string Remedy => "load the same checkpoint on both sides, and call model.float() before saving it";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => Formats.Select(format =>
        Rounded(divergence.Operator, tensor => FloatRounding.Round(tensor, format.Round)) is Operator rounded
            ? divergence.With($"PyTorch's weights are ours rounded to {format.Name}", () => rounded)
            : null);

    private static Operator? Rounded(Operator @operator, Func<Tensor, Tensor> round) => @operator switch
    {
        Conv2d convolution => convolution.WithWeights(round(convolution.Weight), IfAny(convolution.Bias, round)),
        ConvTranspose2d convolution =>
            convolution.WithWeights(round(convolution.Weight), IfAny(convolution.Bias, round)),
        Conv3d convolution => convolution.WithWeights(round(convolution.Weight), IfAny(convolution.Bias, round)),
        ConvTranspose3d convolution =>
            convolution.WithWeights(round(convolution.Weight), IfAny(convolution.Bias, round)),
        Linear linear => new Linear(round(linear.Weight), IfAny(linear.Bias, round)),
        BatchNorm2d norm => new BatchNorm2d(
            IfAny(norm.Weight, round),
            IfAny(norm.Bias, round),
            round(norm.RunningMean),
            round(norm.RunningVar),
            norm.Eps),
        _ => null,
    };

    private static Tensor? IfAny(Tensor? tensor, Func<Tensor, Tensor> round) => tensor is null ? null : round(tensor);
}
