using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// A network whose values stay in blocks of channels from operator to operator: watched values are not changed by it.
/// </summary>
public sealed class BlockedNetworkTests
{
    [TestCase(16)]
    [TestCase(19)]
    public void Run_TappedOrNot_IsTheReference(int channels)
    {
        Network network = Mobile(channels);
        Tensor input = SmallNetworks.Random([2, channels, 11, 9]);
        using Session session = new(network, Device.Cpu(2));
        using Session tapped = new(network, Device.Cpu(2));
        using Session reference = new(network, Device.Reference);
        using Tap tap = tapped.Tap("*");
        using Tap truth = reference.Tap("*");

        Tensor expected = reference.Run(input);
        NumericAssert.Close(session.Run(input), expected, "output");
        NumericAssert.Close(tapped.Run(input), expected, "tapped output");
        foreach (Activation activation in tap.Activations)
        {
            NumericAssert.Close(activation.Values, truth[activation.Name].Values, activation.Name);
        }
    }

    [TestCaseSource(nameof(EveryNode))]
    public void Run_OneNodeTapped_SeesTheTrueValue(string name)
    {
        Network network = Mobile(19);
        Tensor input = SmallNetworks.Random([1, 19, 8, 9]);
        using Session session = new(network, Device.Cpu(1));
        using Session reference = new(network, Device.Reference);
        using Tap tap = session.Tap(name);
        using Tap truth = reference.Tap(name);
        reference.Run(input);
        session.Run(input);
        NumericAssert.Close(tap[name].Values, truth[name].Values, name);
    }

    private static IEnumerable<string> EveryNode() => Mobile(19).Nodes.Select(node => node.Name);

    /// <summary>
    /// Depthwise convolution, squeeze-and-excitation, both kinds of pooling, a sum and a concatenation.
    /// </summary>
    private static Network Mobile(int channels)
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels), new RandomParameters(4));
        Node x = net.Apply("blocks", new InBlocks(), net.Input());
        Node y = net.Conv2d("depthwise", x, channels, channels, kernel: 3, padding: 1, groups: channels, bias: false);
        y = net.BatchNorm2d("bn", y, channels);
        y = net.Apply("relu6", new ReLU6(), y);
        Node factor = net.Apply("squeeze", new AdaptiveAvgPool2d(1), y);
        factor = net.Apply("excite", new Hardsigmoid(), factor);
        y = net.Apply("mul", new Mul(), y, factor);
        Node left = net.Apply("maxpool", new MaxPool2d(3, 2, 1), y);
        Node right = net.Apply("avgpool", new AvgPool2d(3, 2, 1), x);
        right = net.BatchNorm2d("right.bn", right, channels);
        right = net.Apply("right.swish", new Hardswish(), right);
        y = net.Apply("concat", new Concat(), left, net.Apply("add", new Add(), right, left));
        y = net.Apply("pool", new AdaptiveMaxPool2d(2), y);
        y = net.Apply("flatten", new Flatten(), y);
        net.Linear("fc", y, 8 * channels, 5);
        return net.Build();
    }
}
