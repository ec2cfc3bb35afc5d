using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>Axes as PyTorch and ONNX count them: 0 is the outermost, -1 the innermost.</summary>
internal static class Axis
{
    /// <summary>The same axis counted from the front.</summary>
    /// <exception cref="ShapeException">A tensor of that rank has no such axis.</exception>
    public static int Resolve(int dim, int rank) => dim >= -rank && dim < rank
        ? (dim + rank) % rank
        : throw new ShapeException($"expected an axis from {-rank} to {rank - 1} of a {rank}-d tensor, got {dim}");

    /// <summary>The same axes counted from the front, in the order given.</summary>
    /// <exception cref="ShapeException">A tensor of that rank has no such axis, or one is named twice.</exception>
    public static int[] Resolve(IReadOnlyList<int> dims, int rank)
    {
        int[] resolved = [.. dims.Select(dim => Resolve(dim, rank))];
        return resolved.Distinct().Count() == resolved.Length
            ? resolved
            : throw new ShapeException($"expected every axis once, got {List(dims)}");
    }

    /// <summary>A tensor of that shape, cut along one axis.</summary>
    /// <exception cref="ShapeException">It has no such axis.</exception>
    public static AxisGeometry Geometry(int dim, Shape shape)
    {
        int axis = Resolve(dim, shape.Rank);
        return new AxisGeometry
        {
            Outer = shape.CountOf(..axis),
            Length = shape[axis],
            Inner = shape.CountOf((axis + 1)..),
        };
    }

    /// <summary><c>[0, 2, 1]</c>, the way PyTorch prints a list.</summary>
    public static string List(IEnumerable<int> values) => $"[{string.Join(", ", values)}]";
}
