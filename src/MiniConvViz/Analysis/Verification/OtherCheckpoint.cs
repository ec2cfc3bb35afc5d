namespace MiniConvViz.Analysis;

/// <summary>
/// Recognises two different checkpoints of one architecture: judged each by itself, nodes with weights are wrong, and
/// all others are right.
/// </summary>
internal static class OtherCheckpoint
{
    /// <summary>
    /// Two thirds of the nodes with weights: a few may be equal, such as batch norms that were never trained.
    /// </summary>
    private const double LeastShare = 2.0 / 3;

    /// <summary>Examines the verdicts of nodes judged each by itself; null where they do not show it.</summary>
    public static Explanation? Explain(IReadOnlyList<NodeVerdict> verdicts, Divergence first)
    {
        NodeVerdict[] weighted = [.. verdicts.Where(HasWeights)];
        NodeVerdict[] wrong = [.. verdicts.Where(verdict => verdict.Verdict == Verdict.Wrong)];
        if (wrong.Length < 2 || !wrong.All(HasWeights) || wrong.Length < LeastShare * weighted.Length)
        {
            return null;
        }

        string all = wrong.Length == weighted.Length ? $"all {wrong.Length}" : $"{wrong.Length} of {weighted.Length}";
        return new Explanation(
            first.Node.Name,
            "another checkpoint",
            $"{all} nodes with weights are wrong, and none of the {verdicts.Count - weighted.Length} without",
            "load the checkpoint that the reference was written with",
            RelativeL2: null);

        static bool HasWeights(NodeVerdict verdict) => verdict.Node.Operator.Parameters.Count > 0;
    }
}
