namespace MiniConvViz.Analysis;

/// <summary>A name that one side has and the other has not.</summary>
/// <param name="Name">The node's name, or the key in the reference.</param>
/// <param name="Near">The nearest names that are left over on the other side, nearest first.</param>
public sealed record UnmatchedName(string Name, IReadOnlyList<string> Near);
