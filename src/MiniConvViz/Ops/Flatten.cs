using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Reads the maps of every image as one long vector: <c>input [N,C,H,W]</c>, <c>output [N,C*H*W]</c>
/// (<c>torch.flatten(x, 1)</c>).
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.flatten.html</remarks>
public sealed class Flatten : IdentityOperator
{
    /// <inheritdoc/>
    public override string Attributes => "start_dim=1";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= 1 && input.Batch > 0
            ? [input.Batch, input.Count / input.Batch]
            : throw new ShapeException($"expected an input [N,...], got {input}");
    }
}
