using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary>
/// Another <c>align_corners</c> or another <c>mode</c> of an upsampling, which no checkpoint contains.
/// </summary>
internal sealed class OtherResampling : IHypothesis
{
    private static readonly ResizeRule[] Rules =
    [
        ResizeRule.Nearest,
        ResizeRule.NearestExact,
        ResizeRule.Linear(),
        ResizeRule.Linear(alignCorners: true),
        ResizeRule.Cubic(),
        ResizeRule.Cubic(alignCorners: true),
    ];

    public string Name => "align_corners";

    public string Remedy => "use the same mode and the same align_corners on both sides";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator is Upsample ours
        ? Rules
            .Where(rule => rule != ours.Rule)
            .Select(ours.WithRule)
            .Select(other => divergence.With($"PyTorch computed {other}, not {ours}", () => other))
        : [];
}
