using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary>
/// Another <c>eps</c> of a layer, group or instance norm: 1e-6 in ConvNeXt, 1e-5 in PyTorch's own layers.
/// </summary>
internal sealed class OtherNormalizationEps : IHypothesis
{
    private static readonly float[] Usual = [1e-5f, 1e-6f, 1e-3f, 1e-12f, 1e-4f, 1e-2f, 0f];

    public string Name => "eps";

    public string Remedy => "build the normalisation with that eps";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator is Normalization norm
        ? Usual
            .Where(eps => eps != norm.Eps)
            .Select(eps => divergence.With($"PyTorch had eps={eps:R}, not {norm.Eps:R}", () => With(norm, eps)))
        : [];

    private static Operator With(Normalization norm, float eps) => norm switch
    {
        LayerNorm layer => new LayerNorm(layer.NormalizedShape, layer.Weight, layer.Bias, eps),
        GroupNorm group => new GroupNorm(group.Groups, group.Channels, group.Weight, group.Bias, eps),
        InstanceNorm2d instance => new InstanceNorm2d(instance.Channels, instance.Weight, instance.Bias, eps),
        _ => throw new ShapeException($"{norm.Kind} has no other eps"),
    };
}
