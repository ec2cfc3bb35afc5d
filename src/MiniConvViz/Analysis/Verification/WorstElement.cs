namespace MiniConvViz.Analysis;

/// <summary>The element of a node that is farthest beyond its bound, or nearest to it.</summary>
/// <param name="Position">Its indices, <c>[n,c,y,x]</c>.</param>
/// <param name="Expected">PyTorch's value.</param>
/// <param name="Got">Our value.</param>
/// <param name="Bound">The probable bound on the difference; NaN where it is unknown.</param>
public sealed record WorstElement(IReadOnlyList<int> Position, float Expected, float Got, double Bound)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(",", Position)}]";
}
