using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// No kernel of the <c>cpu</c> device reads or writes outside of its operands or its scratch memory: each has a guard
/// page on one side and canaries on the other. In the checked build every access is checked, too.
/// </summary>
[Category(Category)]
[Category("Exhaustive")]
internal sealed class GuardedRunTests
{
    /// <summary>Tests that CI repeats in the checked build.</summary>
    internal const string Category = "Bounds";

    private static IEnumerable<string> Kinds =>
        GoldenCases.All.Concat(AwkwardCases.All).Select(item => item.Kind).Distinct();

    [Test]
    public void Values_EveryCaseOfAnOperator_AreTheSameBits(
        [ValueSource(nameof(Kinds))] string kind, [Values] GuardSide side, [Values] bool inBlocks)
    {
        GuardedMemory.Require();
        IReadOnlyList<OperatorCase>[] lists = [GoldenCases.All, AwkwardCases.All];
        foreach (IReadOnlyList<OperatorCase> all in lists.Where(list => list.Any(item => item.Kind == kind)))
        {
            OperatorNetwork cases = OperatorNetwork.Of(all.Where(item => item.Kind == kind), inBlocks);
            Dictionary<Node, Tensor> values =
                GuardedRun.Values(cases.Network, [OperatorNetwork.Input], [.. cases.Cases.Keys], side);
            foreach ((Node node, OperatorCase item) in cases.Cases)
            {
                Tensor expected = OperatorRuns.Output(Device.Cpu(2), item, all, inBlocks);
                NumericAssert.Equal(values[node], expected, item.Describe($"guarded cpu, {side}"));
            }
        }
    }

    [Test]
    public void Values_EveryNodeOfANetwork_AreTheSameBits(
        [Values("fashion-lenet", "mobilenet_v2", "squeezenet1_1")] string name,
        [Values] GuardSide side,
        [Values] bool isWatched) => AssertSameBits(name, side, isWatched);

    [Test]
    public void Values_EveryNodeOfFurtherNetworks_AreTheSameBits(
        [Values(
            "fashion-resnet", "resnet18", "mobilenet_v3_small", "densenet121", "googlenet", "shufflenet_v2_x0_5",
            "regnet_y_400mf", "efficientnet_b0", "convnext_tiny")]
        string name,
        [Values] GuardSide side,
        [Values] bool isWatched) => AssertSameBits(name, side, isWatched);

    private static void AssertSameBits(string name, GuardSide side, bool isWatched)
    {
        GuardedMemory.Require();
        Architecture architecture = ModelZoo.Find(name);
        Network network = architecture.Build(new RandomParameters(1), classes: 10);
        int channels = architecture.Card.Channels;
        Tensor input = SmallNetworks.Random(name == "fashion-lenet" ? [1, channels, 28, 28] : [1, channels, 47, 33]);
        Node[] watched = isWatched ? [.. network.Nodes.Where(node => node.Inputs.Count > 0)] : [network.Output];
        Dictionary<Node, Tensor> values = GuardedRun.Values(network, [input], watched, side);
        using Session session = new(network, Device.Cpu(2));
        using Tap tap = session.Tap(watched);
        session.Run(input);
        foreach (Node node in watched)
        {
            NumericAssert.Equal(values[node], tap[node.Name].Values, $"{node}, {side}");
        }
    }
}
