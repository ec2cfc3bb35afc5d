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

    /// <summary>What explains the first divergence; null where there is none, or nothing explains it.</summary>
    public required Explanation? Explanation { get; init; }

    /// <summary>The first node that is wrong, or else the first that is suspicious; null where all is well.</summary>
    public NodeVerdict? FirstDivergence =>
        Nodes.FirstOrDefault(node => node.Verdict == Verdict.Wrong)
        ?? Nodes.FirstOrDefault(node => node.Verdict == Verdict.Suspicious);

    /// <summary>How many nodes got a verdict.</summary>
    public int Count(Verdict verdict) => Nodes.Count(node => node.Verdict == verdict);
}
