namespace MiniConvViz.Kernels;

/// <summary>
/// How a condition and the two tensors that it chooses from meet element by element; each is broadcast to the output.
/// In each of the three geometries the left tensor is the operand and the right one the output.
/// </summary>
internal readonly struct WhereGeometry
{
    public required BroadcastGeometry Condition { get; init; }

    public required BroadcastGeometry Input { get; init; }

    public required BroadcastGeometry Other { get; init; }

    /// <summary>Three tensors of these extents and an output of theirs, outermost first.</summary>
    public static WhereGeometry Create(
        ReadOnlySpan<int> condition,
        ReadOnlySpan<int> input,
        ReadOnlySpan<int> other,
        ReadOnlySpan<int> output) => new()
        {
            Condition = BroadcastGeometry.Create(condition, output),
            Input = BroadcastGeometry.Create(input, output),
            Other = BroadcastGeometry.Create(other, output),
        };
}
