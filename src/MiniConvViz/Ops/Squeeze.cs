using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Removes axes of extent 1: the given ones, or all of them (<c>torch.squeeze(x)</c>).
/// <code>dim [1]:  input [N,1,H]  ->  output [N,H]</code>
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.squeeze.html</remarks>
public sealed class Squeeze : IdentityOperator
{
    private readonly int[]? _dims;

    /// <summary>Negative axes count from the innermost; null stands for all axes of extent 1.</summary>
    public Squeeze(IEnumerable<int>? dims = null) => _dims = dims?.ToArray();

    /// <inheritdoc/>
    public override string Attributes => _dims is null ? "" : $"dim={Axis.List(_dims)}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        int[] extents = input.Extents.ToArray();
        if (_dims is null)
        {
            return [.. extents.Where(extent => extent != 1)];
        }

        int[] dropped = Axis.Resolve(_dims, input.Rank);
        return dropped.All(axis => extents[axis] == 1)
            ? [.. extents.Where((_, axis) => !dropped.Contains(axis))]
            : throw new ShapeException($"expected an extent of 1 on the axes {Axis.List(_dims)}, got {input}");
    }
}
