using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Reshapes a tensor of any rank to a matrix: the axes before one are its rows, that axis and those inside it its
/// columns (ONNX's Flatten; PyTorch has it only with <c>axis=1</c>).
/// <code>axis 2:  input [N,C,H,W]  ->  output [N*C,H*W]</code>
/// </summary>
/// <param name="axis">From -rank to rank; 0 gives one row, and rank one column.</param>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Flatten.html</remarks>
public sealed class Flatten2d(int axis = 1) : IdentityOperator
{
    /// <inheritdoc/>
    public override string Attributes => $"axis={axis}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        int split = axis == input.Rank ? axis : Axis.Resolve(axis, input.Rank);
        return [Shape.Create(input.Extents[..split]).Count, Shape.Create(input.Extents[split..]).Count];
    }
}
