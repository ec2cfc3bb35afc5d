using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Finds the nodes of a network whose channels are the last axis. Convolutions, pools and norms compute on [N,C,H,W]. A
/// permute to [N,H,W,C] and back, which is common in Keras' networks and ConvNeXt, changes the layout; pointwise
/// operators keep it.
/// </summary>
internal static class ChannelLayouts
{
    private const int Axes = 4;

    private enum Layout
    {
        /// <summary>Not four axes, or undetermined.</summary>
        Unknown,
        First,
        Last,
    }

    /// <summary>Sets <see cref="Node.ChannelsAreLast"/> of every node.</summary>
    /// <param name="nodes">In execution order.</param>
    /// <param name="shapes">A possible shape of each.</param>
    /// <param name="card">The description of the network's input.</param>
    public static void Mark(IReadOnlyList<Node> nodes, IReadOnlyList<Shape> shapes, ModelCard card)
    {
        Layout[] layouts = new Layout[nodes.Count];
        foreach (Node node in nodes)
        {
            layouts[node.Index] = shapes[node.Index].Rank == Axes ? Of(node, layouts, shapes, card) : Layout.Unknown;
            node.ChannelsAreLast = layouts[node.Index] == Layout.Last;
        }
    }

    private static Layout Of(Node node, Layout[] layouts, IReadOnlyList<Shape> shapes, ModelCard card)
    {
        Layout[] inputs =
        [
            .. node.ValueInputs.Where(input => shapes[input.Index].Rank == Axes && input.Operator is not Constant)
                .Select(input => layouts[input.Index]),
        ];
        return node.Operator switch
        {
            Input => card.ChannelsAreLast ? Layout.Last : Layout.First,
            Permute permute => Permuted(permute, inputs is [Layout only] ? only : Layout.Unknown),
            Conv2d or ConvTranspose2d or Pool2d or BatchNorm2d or AdaptiveAvgPool2d or AdaptiveMaxPool2d
                or FunctionalConv2d or GridSample => Layout.First,
            Reshape or Flatten or Flatten2d or Squeeze or Unsqueeze or Gather => Layout.Unknown,
            _ => inputs.Contains(Layout.Last) ? Layout.Last
                : inputs.Contains(Layout.First) ? Layout.First
                : Layout.Unknown,
        };
    }

    /// <summary>Bit 1 is the axis of channels that come first, bit 3 that of channels that come last.</summary>
    private static Layout Permuted(Permute permute, Layout input)
    {
        const uint Batch = 1, Second = 2, Fourth = 8;
        if (permute.Moved(Batch, Axes) != Batch)
        {
            return Layout.Unknown;
        }

        return input switch
        {
            Layout.First => To(permute.Moved(Second, Axes)),
            Layout.Last => To(permute.Moved(Fourth, Axes)),
            _ => Layout.Unknown,
        };

        static Layout To(uint channels) => channels switch
        {
            Second => Layout.First,
            Fourth => Layout.Last,
            _ => Layout.Unknown,
        };
    }
}
