namespace MiniConvViz.Analysis;

/// <summary>A name that exists on one side only.</summary>
/// <param name="Name">The node's name, or the key in the reference.</param>
/// <param name="Near">The nearest unmatched names of the other side, nearest first.</param>
public sealed record UnmatchedName(string Name, IReadOnlyList<string> Near);
