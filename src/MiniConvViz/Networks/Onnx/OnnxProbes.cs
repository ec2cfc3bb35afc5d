using System.Runtime.InteropServices;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The shapes of the nodes of a network with open axes for other sizes than the example's: half of it, twice and three
/// times as much. An extent that is the same for all of them, such as the number of channels or the single pixel after
/// a global pool, does not depend on the open axes, so that a split or the condition of an <c>If</c> may use it.
/// </summary>
internal sealed class OnnxProbes
{
    private static readonly Func<int, int>[] Sizes =
    [
        extent => Math.Max(extent / 2, 1), extent => Scaled(extent, 2), extent => Scaled(extent, 3),
    ];

    /// <summary>A list of shapes for each size; null from the first node on that does not accept the size.</summary>
    private readonly List<Shape>?[] _shapes = [.. Sizes.Select(_ => new List<Shape>())];

    /// <summary>Computes the shapes of one more node.</summary>
    public void Add(Operator @operator, IReadOnlyList<Node> inputs)
    {
        for (int size = 0; size < Sizes.Length; size++)
        {
            if (_shapes[size] is List<Shape> shapes)
            {
                try
                {
                    shapes.Add(ShapeOf(@operator, [.. inputs.Select(node => shapes[node.Index])], Sizes[size]));
                }
                catch (Exception problem) when (problem is ShapeException or ArgumentException or OverflowException)
                {
                    _shapes[size] = null;
                }
            }
        }
    }

    /// <summary>Removes the nodes from an index on.</summary>
    public void RemoveFrom(int index)
    {
        foreach (List<Shape>? shapes in _shapes)
        {
            shapes?.RemoveRange(index, shapes.Count - index);
        }
    }

    /// <summary>Whether a term has this value for every size; at least two sizes must be possible.</summary>
    public bool Agree(ShapeTerm term, double value)
    {
        List<Shape>[] possible = [.. _shapes.OfType<List<Shape>>()];
        return possible.Length >= 2 && possible.All(
            shapes => term.Evaluate(CollectionsMarshal.AsSpan(shapes)) == value);
    }

    private static int Scaled(int extent, int factor) => (int)Math.Min((long)extent * factor, int.MaxValue);

    private static Shape ShapeOf(Operator @operator, Shape[] inputs, Func<int, int> size) => @operator is Input input
        ? Shape.Create([.. input.ExampleShape.Extents.ToArray().Select(
            (extent, axis) => input.IsFree(axis) && !IsOfChannels(axis, input.ExampleShape) ? size(extent) : extent)])
        : @operator.CheckedShape(inputs);

    /// <summary>
    /// Whether an axis is the second of an image's [N,C,H,W] and smaller than the sides: that of channels, whose number
    /// the weights determine, even where the file leaves it open.
    /// </summary>
    private static bool IsOfChannels(int axis, Shape image) =>
        axis == 1 && image.Rank >= 4 && image[1] < Math.Min(image[2], image[^1]);
}
