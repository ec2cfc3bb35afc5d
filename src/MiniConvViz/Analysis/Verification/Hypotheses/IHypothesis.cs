namespace MiniConvViz.Analysis;

/// <summary>A kind of fault that makes a node differ from PyTorch's.</summary>
internal interface IHypothesis
{
    /// <summary>The usual name: <c>BN eps</c>.</summary>
    string Name { get; }

    /// <summary>The remedy.</summary>
    string Remedy { get; }

    /// <summary>The possible forms of the fault at this node; none where it is impossible.</summary>
    IEnumerable<Conjecture?> TryOn(Divergence divergence);
}
