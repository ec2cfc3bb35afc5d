namespace MiniConvViz.Analysis;

/// <summary>A kind of fault that makes a node differ from PyTorch's.</summary>
internal interface IHypothesis
{
    /// <summary>What people call it: <c>BN eps</c>.</summary>
    string Name { get; }

    /// <summary>What to do about it.</summary>
    string Remedy { get; }

    /// <summary>The ways in which it may have happened here; none where it cannot.</summary>
    IEnumerable<Conjecture?> TryOn(Divergence divergence);
}
