using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary><c>count_include_pad</c>: whether the divisor of an average includes the padding's elements.</summary>
internal sealed class OtherCountIncludePad : IHypothesis
{
    public string Name => "count_include_pad";

    public string Remedy => "use the same count_include_pad on both sides; PyTorch's default is True, ONNX's 0";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator is AvgPool2d pool
        ?
        [
            divergence.With(
                $"PyTorch had count_include_pad={(pool.CountIncludePad ? "False" : "True")}",
                () => pool.With(pool.Padding, pool.CeilMode, !pool.CountIncludePad)),
        ]
        : [];
}
