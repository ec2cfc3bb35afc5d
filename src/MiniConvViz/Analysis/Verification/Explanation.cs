namespace MiniConvViz.Analysis;

/// <summary>What probably went wrong at the first node that differs.</summary>
/// <param name="Node">That node's name.</param>
/// <param name="Hypothesis">The kind of fault, such as <c>BN eps</c>.</param>
/// <param name="Claim">What makes the node match: <c>with eps = 0.001 instead of 1e-05 it matches</c>.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="RelativeL2">How well the node matches then; null where the claim was not tried by computing
/// it.</param>
public sealed record Explanation(string Node, string Hypothesis, string Claim, string Remedy, double? RelativeL2);
