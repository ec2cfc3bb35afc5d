using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Merges neighbouring axes into one; with the defaults, the maps of every image become one vector:
/// <c>input [N,C,H,W]</c>, <c>output [N,C*H*W]</c> (<c>torch.flatten(x, 1)</c>).
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.flatten.html</remarks>
public sealed class Flatten(int startDim = 1, int endDim = -1) : IdentityOperator
{
    /// <inheritdoc/>
    public override string Attributes => $"start_dim={startDim}" + (endDim == -1 ? "" : $", end_dim={endDim}");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        int start = Axis.Resolve(startDim, input.Rank);
        int end = Axis.Resolve(endDim, input.Rank);
        ReadOnlySpan<int> extents = input.Extents;
        return start <= end
            ? [.. extents[..start], Shape.Create(extents[start..(end + 1)]).Count, .. extents[(end + 1)..]]
            : throw new ShapeException($"expected start_dim before end_dim, got {Attributes} for {input}");
    }
}
