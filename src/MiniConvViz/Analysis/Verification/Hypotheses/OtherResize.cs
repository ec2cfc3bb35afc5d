using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>The image was resized in another way; needs the image.</summary>
internal sealed class OtherResize : IHypothesis
{
    public string Name => "other resize";

    public string Remedy =>
        "resize as torchvision's preset does: a PIL image's short side, antialiased bilinear, then centre crop";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator is Input
        ? divergence.Image.Skip(1).Select(other => divergence.WithInput(
            $"the reference's image was {other.How}", other.Values, Bound(other)))
        : [];

    private static Tensor Bound(PreparedInput other)
    {
        Tensor bound = new(other.Values.Shape);
        bound.Values.Fill(other.Tolerance);
        return bound;
    }
}
