namespace MiniConvViz.Analysis;

/// <summary>What the difference between a node's numbers and PyTorch's means.</summary>
public enum Verdict
{
    /// <summary>No number differs by more than rounding makes probable.</summary>
    WithinRounding,

    /// <summary>Rounding could do it if all its errors pointed the same way, which they practically never do.</summary>
    Suspicious,

    /// <summary>Rounding cannot explain it.</summary>
    Wrong,

    /// <summary>There is a difference, and nobody can say how large rounding could have made it by here.</summary>
    NotJudged,
}
