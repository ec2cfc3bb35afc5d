using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Networks that were exported for batches of one size: where there are fewer inputs, the last one is repeated, and
/// the results of the repetitions are left out.
/// </summary>
internal static class FixedBatch
{
    /// <summary>The batch size of a network that takes batches of one size only; otherwise null.</summary>
    /// <param name="network">The network.</param>
    /// <param name="one">The shapes of one input.</param>
    public static int? Of(Network network, IReadOnlyList<Shape> one)
    {
        if (one.Count != network.Inputs.Count || one.Any(shape => shape.Rank < 2 || shape.Batch != 1)
            || CanTake(network, one))
        {
            return null;
        }

        int size = network.ExampleShapes[0] is { Rank: > 1 } example ? example.Batch : 1;
        return size > 1 && CanTake(network, [.. one.Select(shape => shape.With(0, size))]) ? size : null;
    }

    /// <summary>Whether a network takes one input, alone or in a batch of its size.</summary>
    public static bool Takes(Network network, IReadOnlyList<Shape> one) =>
        (one.Count == network.Inputs.Count && CanTake(network, one)) || Of(network, one) is not null;

    /// <summary>The note on repetitions.</summary>
    public static string Note(Network network, int size) =>
        $"note: {network.Name} takes batches of {size}; where there are fewer inputs the last one is repeated, and "
        + "the results of the repetitions are left out.";

    /// <summary>The part of a node's activations that belongs to the first inputs of a batch.</summary>
    /// <param name="values">[N,...].</param>
    /// <param name="size">N of the batch; a tensor with another first axis is returned whole.</param>
    /// <param name="count">The number of inputs.</param>
    public static Tensor First(Tensor values, int size, int count)
    {
        if (values.Shape.Rank == 0 || values.Shape.Batch != size || count == size)
        {
            return values;
        }

        Tensor first = new(values.Shape.With(0, count));
        values.Values[..first.Shape.Count].CopyTo(first.Values);
        return first;
    }

    /// <summary>The shapes of one input's activations, one per node, for networks with a fixed batch size too.</summary>
    /// <param name="network">The network.</param>
    /// <param name="one">The shapes of one input.</param>
    public static Shape[] ShapesOfOne(Network network, IReadOnlyList<Shape> one)
    {
        if (Of(network, one) is not int size)
        {
            return network.InferShapes(one);
        }

        Shape[] shapes = network.InferShapes([.. one.Select(shape => shape.With(0, size))]);
        return [.. shapes.Select(shape => shape.Rank > 0 && shape.Batch == size ? shape.With(0, 1) : shape)];
    }

    private static bool CanTake(Network network, IReadOnlyList<Shape> shapes)
    {
        try
        {
            _ = network.InferShapes(shapes);
            return true;
        }
        catch (NetworkException)
        {
            return false;
        }
    }
}
