namespace MiniConvViz.Analysis;

/// <summary>The verdicts on the difference between a node's values and PyTorch's.</summary>
public enum Verdict
{
    /// <summary>No value differs by more than the probable bound on rounding.</summary>
    WithinRounding,

    /// <summary>
    /// A value differs by more than the probable bound, but not by more than the certain one, which would need rounding
    /// errors all of the same sign.
    /// </summary>
    Suspicious,

    /// <summary>Rounding cannot explain it.</summary>
    Wrong,

    /// <summary>There is a difference, and rounding has no known bound at this node.</summary>
    NotJudged,
}
