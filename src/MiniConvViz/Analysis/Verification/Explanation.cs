namespace MiniConvViz.Analysis;

/// <summary>The probable fault at the first node that differs.</summary>
/// <param name="Node">That node's name.</param>
/// <param name="Hypothesis">The kind of fault, such as <c>BN eps</c>.</param>
/// <param name="Claim">The change with which the node matches: <c>with eps = 0.001 instead of 1e-05 it
/// matches</c>.</param>
/// <param name="Remedy">The remedy.</param>
/// <param name="RelativeL2">The node's relative L2 error with the change; null where it was not computed.</param>
public sealed record Explanation(string Node, string Hypothesis, string Claim, string Remedy, double? RelativeL2);
