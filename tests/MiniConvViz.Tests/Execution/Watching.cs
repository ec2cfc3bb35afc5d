using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>Runs a network in exact mode while no node, all nodes and some nodes are watched.</summary>
internal static class Watching
{
    /// <summary>Every run gives the same bits, at the end and in every tap.</summary>
    public static void AssertChangesNoBit(Network network, Shape shape, string device)
    {
        Tensor input = SmallNetworks.Random(shape);
        using Session session = new(network, TestDevices.Open(device)) { Exact = true };
        float[] unwatched = session.Run(input).Values.ToArray();
        Dictionary<Node, float[]> all = [];
        using (Tap tap = session.Tap("*"))
        {
            AssertSame(session.Run(input), unwatched, "all tapped");
            foreach (Activation activation in tap.Activations)
            {
                all.Add(activation.Node, activation.Values.Values.ToArray());
            }
        }

        using (session.TapStatistics("*"))
        {
            AssertSame(session.Run(input), unwatched, "all measured");
        }

        Random random = new(3);
        Node[] nodes = [.. network.Nodes];
        for (int round = 0; round < 4; round++)
        {
            Node[] some = random.GetItems(nodes, 1 + (round * 2));
            using Tap tap = session.Tap(some);
            AssertSame(session.Run(input), unwatched, string.Join(", ", (object[])some));
            foreach (Activation activation in tap.Activations)
            {
                AssertSame(activation.Values, all[activation.Node], $"{activation.Node}, tapped with {some.Length}");
            }
        }
    }

    private static void AssertSame(Tensor values, float[] expected, string what)
    {
        ReadOnlySpan<float> got = values.Values;
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(got[i]) != BitConverter.SingleToInt32Bits(expected[i]))
            {
                Assert.Fail($"{what}: element {i} is {got[i]:R}, expected {expected[i]:R}");
            }
        }
    }
}
