using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary><c>ceil_mode</c>: whether a last window that extends past the edge counts.</summary>
internal sealed class OtherCeilMode : IHypothesis
{
    public string Name => "ceil_mode";

    public string Remedy => "use the same ceil_mode on both sides; torchvision's pools have False, SqueezeNet's True";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator switch
    {
        MaxPool2d pool =>
        [
            divergence.With(Claim(pool), () => pool.With(pool.Padding, !pool.CeilMode)),
        ],
        AvgPool2d pool =>
        [
            divergence.With(Claim(pool), () => pool.With(pool.Padding, !pool.CeilMode, pool.CountIncludePad)),
        ],
        _ => [],
    };

    private static string Claim(Pool2d pool) => $"PyTorch had ceil_mode={(pool.CeilMode ? "False" : "True")}";
}
