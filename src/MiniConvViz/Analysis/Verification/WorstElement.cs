namespace MiniConvViz.Analysis;

/// <summary>The number of a node that is farthest beyond what rounding allows, or nearest to it.</summary>
/// <param name="Position">Its indices, <c>[n,c,y,x]</c>.</param>
/// <param name="Expected">PyTorch's number.</param>
/// <param name="Got">Ours.</param>
/// <param name="Bound">How far they may probably lie apart; NaN where nobody knows.</param>
public sealed record WorstElement(IReadOnlyList<int> Position, float Expected, float Got, double Bound)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(",", Position)}]";
}
