using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One side has the weights as they were trained, the other a checkpoint saved in half precision.</summary>
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
        Conv2d convolution => convolution.WithWeights(
            round(convolution.Weight), convolution.Bias is null ? null : round(convolution.Bias)),
        Linear linear => new Linear(round(linear.Weight), linear.Bias is null ? null : round(linear.Bias)),
        BatchNorm2d norm => new BatchNorm2d(
            norm.Weight is null ? null : round(norm.Weight),
            norm.Bias is null ? null : round(norm.Bias),
            round(norm.RunningMean),
            round(norm.RunningVar),
            norm.Eps),
        _ => null,
    };
}
