namespace MiniConvViz.Analysis;

/// <summary>Another pointwise function: ReLU for SiLU, GELU with tanh for GELU with erf.</summary>
internal sealed class OtherActivation : IHypothesis
{
    public string Name => "other activation";

    public string Remedy => "use the same activation on both sides";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => Activations.Contains(divergence.Operator)
        ? Activations.All
            .Where(other => other.ToString() != divergence.Operator.ToString())
            .Select(other => divergence.With($"PyTorch computed {other}, not {divergence.Operator}", () => other))
        : [];
}
