using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>One layer's output, to be drawn.</summary>
/// <param name="Name">The node's name, such as <c>layer1.0.relu_1</c>.</param>
/// <param name="Operator">Its operator, such as <c>Conv2d</c>, with its attributes where they are shown.</param>
/// <param name="Values">[N,C,H,W], [N,C,L] of one-dimensional networks, [N,C,D,H,W] of three-dimensional ones, or
/// [N,features].</param>
public sealed record FeatureMap(string Name, string Operator, Tensor Values)
{
    private const int MostAxes = 5;

    /// <summary>Those of [N,H,W,C].</summary>
    private const int ImageAxes = 4;

    private (Tensor Values, int Image, LayerStatistics Statistics)? _measured;

    /// <summary>The layer's inputs: <c>add of layer1.0.bn2 and maxpool</c>; empty where they are unknown.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// The receptive field, such as <c>each value sees 43 × 43 pixels of the input</c>; empty where that is unknown.
    /// </summary>
    public string Sees { get; init; } = "";

    /// <summary>Whether every channel is one number, drawn as a bar: [N,features], [N,C,1], [N,C,1,1], ...</summary>
    public bool IsVector => Values.Shape.CountOf(2..) == 1;

    /// <summary>The statistics of one image of the batch, computed once: the picture and the report show them.</summary>
    internal LayerStatistics StatisticsOf(int image)
    {
        if (_measured is not { } last || last.Values != Values || last.Image != image)
        {
            _measured = last = (Values, image, LayerStatistics.Of(Values, image));
        }

        return last.Statistics;
    }

    /// <summary>Why this cannot be drawn, as a phrase, or null when it can.</summary>
    public string? Obstacle => ObstacleOf(Values.Shape);

    /// <summary>Why values of a shape cannot be drawn, as a phrase, or null when they can.</summary>
    public static string? ObstacleOf(Shape shape) =>
        shape.Rank is < 2 or > MostAxes ? $"a picture shows 2 to {MostAxes} axes, not {shape.Rank}"
        : shape.Count == 0 ? "holding no values"
        : null;

    /// <summary>The shape with which values are drawn: fewer than two axes count as one vector.</summary>
    public static Shape ShapeToDraw(Shape shape) => shape.Rank >= 2 ? shape : [1, shape.Count];

    /// <summary>The map of a tapped activation, with the operator's attributes.</summary>
    public static FeatureMap From(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return From(activation.Node, activation.Values);
    }

    /// <summary>The map of a node's output. Channels that are last are moved to the second axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="values">Its output: [N,C,H,W], or [N,H,W,C] where <see cref="Node.ChannelsAreLast"/>.</param>
    public static FeatureMap From(Node node, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(values);
        Tensor drawn = node.ChannelsAreLast ? ChannelsFirst(values) : values;
        return From(node.Name, node.Operator.ToString(), drawn) with { Source = LayerOrigin.SourceOf(node) };
    }

    /// <summary>The shape with which a node's output is drawn.</summary>
    public static Shape ShapeToDraw(Node node, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.ChannelsAreLast && shape.Rank == ImageAxes
            ? [shape[0], shape[3], shape[1], shape[2]]
            : ShapeToDraw(shape);
    }

    /// <summary>From [N,H,W,C] to [N,C,H,W].</summary>
    public static Tensor ChannelsFirst(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape.Rank != ImageAxes)
        {
            return values;
        }

        (int images, int channels) = (values.Shape[0], values.Shape[3]);
        int pixels = values.Shape[1] * values.Shape[2];
        Tensor first = new([images, channels, values.Shape[1], values.Shape[2]]);
        for (int n = 0; n < images; n++)
        {
            ReadOnlySpan<float> image = values.Values.Slice(n * pixels * channels, pixels * channels);
            for (int c = 0; c < channels; c++)
            {
                Span<float> channel = first.Channel(n, c);
                for (int i = 0; i < pixels; i++)
                {
                    channel[i] = image[(i * channels) + c];
                }
            }
        }

        return first;
    }

    /// <summary>The map of any tensor; one of fewer than two axes counts as one vector.</summary>
    public static FeatureMap From(string name, string @operator, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new FeatureMap(name, @operator, values.Reshape(ShapeToDraw(values.Shape)));
    }
}
