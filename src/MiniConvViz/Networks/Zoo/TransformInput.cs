using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// torchvision's <c>transform_input</c>: the first layers of its trained GoogLeNet and Inception v3 convert images
/// normalised with ImageNet's mean and deviation to ones from -1 to 1. A checkpoint does not contain this switch.
/// <code>y[n,c] = x[n,c] * (std[c] / 0.5) + (mean[c] - 0.5) / 0.5</code>
/// </summary>
/// <remarks>Source: <c>_transform_input</c> in torchvision/models/googlenet.py and inception.py</remarks>
internal static class TransformInput
{
    private static readonly double[] Mean = [0.485, 0.456, 0.406];
    private static readonly double[] Std = [0.229, 0.224, 0.225];

    private static IEnumerable<Architecture> Having =>
        ModelZoo.Architectures.Where(architecture => architecture.HasTransformInput);

    /// <summary>The number of channels.</summary>
    public static int Channels => Mean.Length;

    /// <summary>The factor of channel c.</summary>
    public static float Scale(int c) => (float)(Std[c] / 0.5);

    /// <summary>The summand of channel c after the factor.</summary>
    public static float Shift(int c) => (float)((Mean[c] - 0.5) / 0.5);

    /// <summary>The architecture with it, for images normalised with ImageNet's mean and deviation.</summary>
    /// <exception cref="NetworkException">torchvision's has no such switch.</exception>
    public static Architecture Of(Architecture architecture) => architecture.HasTransformInput
        ? architecture with
        {
            Card = architecture.Card with { Mean = [.. Mean.Select(ToFloat)], Std = [.. Std.Select(ToFloat)] },
            Describe = (net, x, classes) => architecture.Describe(net, AddTo(net, x), classes),
        }
        : throw new NetworkException(
            $"{architecture.Name} has no transform_input; "
            + $"{string.Join(" and ", Having.Select(other => other.Name))} have");

    /// <summary>Whether a node is its last one.</summary>
    public static bool EndsAt(Node node) => node is { Operator: Concat, Inputs.Count: 3 }
        && node.Inputs.All(part =>
            part is { Operator: Add, Inputs: [{ Operator: Mul, Inputs: [Node channel, ..] }, ..] }
            && channel is { Operator: Unsqueeze, Inputs: [{ Operator: Gather, Inputs: [{ Operator: Input }, ..] }] });

    /// <summary>Its nodes, under the names of torchvision's graph.</summary>
    private static Node AddTo(NetworkBuilder net, Node x)
    {
        Node[] channels = new Node[Channels];
        for (int c = 0; c < Channels; c++)
        {
            Node index = net.Apply($"transform_input.channel{c}", new Constant(Tensor.Full([], c)));
            Node scale = net.Apply($"transform_input.scale{c}", new Constant(Tensor.Full([], Scale(c))));
            Node shift = net.Apply($"transform_input.shift{c}", new Constant(Tensor.Full([], Shift(c))));
            Node channel = net.Apply("getitem", new Gather(1), x, index);
            channel = net.Apply("unsqueeze", new Unsqueeze([1]), channel);
            channel = net.Apply("mul", new Mul(), channel, scale);
            channels[c] = net.Apply("add", new Add(), channel, shift);
        }

        return net.Apply("cat", new Concat(), channels);
    }

    private static float ToFloat(double value) => (float)value;
}
