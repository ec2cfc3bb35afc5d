using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Adds axes of extent 1: <c>dims</c> are their positions in the output (<c>torch.unsqueeze(x, dim)</c>, for several
/// axes at once).
/// <code>dims [0, -1]:  input [N,H]  ->  output [1,N,H,1]</code>
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Unsqueeze.html</remarks>
public sealed class Unsqueeze : IdentityOperator
{
    private readonly int[] _dims;

    /// <summary>Negative axes count from the output's innermost.</summary>
    public Unsqueeze(IEnumerable<int> dims) => _dims = [.. dims];

    /// <inheritdoc/>
    public override string Attributes => $"dim={Axis.List(_dims)}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        List<int> extents = [.. ExpectOne(inputs).Extents];
        foreach (int axis in Axis.Resolve(_dims, extents.Count + _dims.Length).Order())
        {
            extents.Insert(axis, 1);
        }

        return [.. extents];
    }
}
