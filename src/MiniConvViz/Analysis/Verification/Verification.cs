namespace MiniConvViz.Analysis;

/// <summary>A whole network compared with a reference.</summary>
public sealed record Verification
{
    /// <summary>The compared nodes in execution order.</summary>
    public required IReadOnlyList<NodeVerdict> Nodes { get; init; }

    /// <summary>Nodes of the network that the reference does not have.</summary>
    public required IReadOnlyList<UnmatchedName> NotInReference { get; init; }

    /// <summary>Keys of the reference that name no node.</summary>
    public required IReadOnlyList<UnmatchedName> NotInNetwork { get; init; }

    /// <summary>
    /// The explanation of the first divergence; null where there is no divergence, or no explanation.
    /// </summary>
    public required Explanation? Explanation { get; init; }

    /// <summary>
    /// The first node that is wrong, or else the first that is suspicious; null where there is no such node.
    /// </summary>
    public NodeVerdict? FirstDivergence =>
        Nodes.FirstOrDefault(node => node.Verdict == Verdict.Wrong)
        ?? Nodes.FirstOrDefault(node => node.Verdict == Verdict.Suspicious);

    /// <summary>The number of nodes with this verdict.</summary>
    public int Count(Verdict verdict) => Nodes.Count(node => node.Verdict == verdict);
}
