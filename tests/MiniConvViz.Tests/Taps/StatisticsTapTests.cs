using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Statistics;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Taps;

[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
public sealed class StatisticsTapTests(string device)
{
    private static readonly Tensor[] Batches =
    [
        SmallNetworks.Random([2, 3, 9, 9], seed: 1),
        SmallNetworks.Random([2, 3, 9, 9], seed: 2),
        SmallNetworks.Random([5, 3, 9, 9], seed: 3),
    ];

    [TestCase(false, "*")]
    [TestCase(false, "block.bn?")]
    [TestCase(true, "*")]
    public void SeveralRuns_OfDifferentBatches_AreTheHostsStatisticsOfTheTapped(bool isBranched, string pattern)
    {
        Network network = isBranched ? SmallNetworks.Branches() : SmallNetworks.Residual();
        using Session session = new(network, TestDevices.Open(device));
        using Session tapped = new(network, TestDevices.Open(device));
        using StatisticsTap statistics = session.TapStatistics(pattern);
        using Tap tap = tapped.Tap(pattern);
        Dictionary<string, LayerStatistics> expected = [];
        foreach (Tensor batch in Batches)
        {
            NumericAssert.Equal(session.Run(batch), tapped.Run(batch), "output");
            foreach (Activation activation in tap.Activations)
            {
                LayerStatistics now = LayerStatistics.Of(activation.Values);
                expected[activation.Name] = expected.TryGetValue(activation.Name, out LayerStatistics? before)
                    ? LayerStatistics.Combine(before, now)
                    : now;
            }
        }

        Assert.That(statistics.Nodes.Select(node => node.Name), Is.EquivalentTo(expected.Keys));
        foreach ((string name, LayerStatistics layer) in expected)
        {
            AssertClose(statistics[name], layer, name);
        }
    }

    [TestCase("*")]
    [TestCase("block.bn?")]
    public void Histograms_OfSeveralRuns_AreTheHostsOfTheTapped(string pattern)
    {
        Network network = SmallNetworks.Residual();
        using Session session = new(network, TestDevices.Open(device));
        using StatisticsTap counted = session.TapHistograms(pattern);
        using StatisticsTap measured = session.TapStatistics("block.bn1");
        Array.ForEach(Batches, batch => session.Run(batch));

        using Session tapped = new(network, TestDevices.Open(device));
        using Tap tap = tapped.Tap(pattern);
        Dictionary<string, LayerStatistics> expected = [];
        foreach (Tensor batch in Batches)
        {
            tapped.Run(batch);
            foreach (Activation activation in tap.Activations)
            {
                LayerStatistics now = LayerStatistics.Of(activation.Values, withHistograms: true);
                expected[activation.Name] = expected.TryGetValue(activation.Name, out LayerStatistics? before)
                    ? LayerStatistics.Combine(before, now)
                    : now;
            }
        }

        Assert.That((counted.HasHistograms, measured.HasHistograms), Is.EqualTo((true, false)));
        foreach ((string name, LayerStatistics layer) in expected)
        {
            AssertClose(counted[name].Layer.Histogram!, layer.Layer.Histogram!, name);
            for (int c = 0; c < layer.Channels.Length; c++)
            {
                AssertClose(counted[name].Channels[c].Histogram!, layer.Channels[c].Histogram!, $"{name}, channel {c}");
            }
        }
    }

    /// <summary>A permute to [N,H,W,C] moves a layer's channels, and does not change their statistics.</summary>
    [Test]
    public void ChannelsThatAreLast_AreMeasuredAsThoseThatAreSecond([Values] bool areEdited)
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(1));
        Node conv = net.Conv2d("conv", net.Input(), 3, 6, kernel: 3, padding: 1);
        Node last = net.Apply("last", new Permute([0, 2, 3, 1]), net.Apply("relu", new ReLU(), conv));
        net.Apply("first", new Permute([0, 3, 1, 2]), net.Apply("neg", new Neg(), last));
        using Session session = new(net.Build(), TestDevices.Open(device));
        using StatisticsTap statistics = session.TapHistograms("relu", "last", "neg", "first");
        using Edit? dead = areEdited ? session.Edit("relu", WithoutChannel) : null;

        Array.ForEach([2, 5], batch => session.Run(SmallNetworks.Random([batch, 3, 9, 7], seed: batch)));

        foreach ((string moved, string usual) in new[] { ("last", "relu"), ("neg", "first") })
        {
            AssertClose(statistics[moved], statistics[usual], moved);
            for (int c = 0; c < 6; c++)
            {
                AssertClose(statistics[moved].Channels[c].Histogram!, statistics[usual].Channels[c].Histogram!, moved);
            }
        }

        Assert.That(statistics["last"].Channels[4].IsDead, Is.EqualTo(areEdited));

        static Tensor WithoutChannel(Activation relu)
        {
            Tensor changed = new(relu.Shape, relu.Values.Values.ToArray());
            for (int n = 0; n < relu.Shape.Batch; n++)
            {
                changed.Channel(n, 4).Clear();
            }

            return changed;
        }
    }

    [Test]
    public void NaNAndInfinity_AreCounted()
    {
        using Session session = new(Relu(), TestDevices.Open(device));
        using StatisticsTap statistics = session.TapStatistics("neg", "relu");
        float[] numbers = [1f, 0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -2f, 0f, 0f];
        session.Run(new Tensor([1, 2, 2, 2], numbers));
        ChannelStatistics first = statistics["neg"].Channels[0], second = statistics["neg"].Channels[1];
        Assert.Multiple(() =>
        {
            Assert.That((first.Count, first.NaNs, first.NegativeInfinities, first.Zeros), Is.EqualTo((4, 1, 1, 1)));
            Assert.That((first.Minimum, first.Maximum, first.Mean), Is.EqualTo((-1f, 0f, -0.5)));
            Assert.That((second.Count, second.PositiveInfinities, second.Zeros), Is.EqualTo((4, 1, 2)));
            Assert.That((statistics["relu"].Layer.NaNs, statistics["relu"].Layer.Maximum), Is.EqualTo((1, 2f)));
        });
    }

    [Test]
    public void BesideTapsAndEdits_OfTheSameNode_MeasuresWhatTheNextNodesRead()
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        using Tap tap = session.Tap("stem", "block.relu", "fc");
        using Edit edit = session.Edit("block.conv2", activation => Tensor.Full(activation.Shape, 2f));
        using StatisticsTap statistics = session.TapStatistics("x", "stem", "block.*", "fc");
        session.Run(Batches[0]);
        foreach (string name in (string[])["stem", "block.relu", "fc"])
        {
            AssertClose(statistics[name], LayerStatistics.Of(tap[name].Values), name);
        }

        Assert.That(statistics["block.conv2"].Layer.IsConstant, "the edit's values");
        Assert.That(statistics["x"].Layer, Is.EqualTo(LayerStatistics.Of(Batches[0]).Layer));
    }

    [Test]
    public void Clear_ForgetsEarlierRuns_AndDisposeEndsTheRequest()
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        StatisticsTap statistics = session.TapStatistics("stem");
        session.Run(Batches[0]);
        session.Run(Batches[2]);
        long both = statistics["stem"].Layer.Count;
        statistics.Clear();
        Assert.That(
            () => statistics["stem"],
            Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("nothing has run"));
        session.Run(Batches[0]);
        statistics.Dispose();
        session.Run(Batches[2]);
        Assert.That((both, statistics["stem"].Layer.Count), Is.EqualTo((7 * 8 * 81, 2 * 8 * 81)));
        Assert.That(
            () => statistics["fc"],
            Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("was not opened for that node"));
    }

    [Test]
    public void TwoOfThem_OnOneNode_CountForThemselves()
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        using StatisticsTap one = session.TapStatistics("block.relu_1");
        session.Run(Batches[0]);
        using StatisticsTap two = session.TapStatistics("block.relu*");
        session.Run(Batches[0]);
        Assert.That(one["block.relu_1"].Layer.Count, Is.EqualTo(2 * two["block.relu_1"].Layer.Count));
    }

    [Test]
    public void AnotherNumberOfFeatures_IsRefusedAndAddsNothing()
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(1));
        net.Apply("flatten", new Flatten(), net.Input());
        using Session session = new(net.Build(), TestDevices.Open(device));
        using StatisticsTap statistics = session.TapStatistics("*");
        session.Run(Tensor.Full([1, 3, 2, 2], 1f));
        Assert.That(
            () => session.Run(Tensor.Full([1, 3, 2, 3], 1f)),
            Throws.TypeOf<NetworkException>().With.Message.Contains("12 channels so far and of 18 in this run"));
        Assert.That(statistics["x"].Layer.Count, Is.EqualTo(12));
    }

    private static Network Relu()
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 2, size: 2), new RandomParameters(1));
        net.Apply("end", new Neg(), net.Apply("relu", new ReLU(), net.Apply("neg", new Neg(), net.Input())));
        return net.Build();
    }

    private static void AssertClose(LayerStatistics actual, LayerStatistics expected, string name)
    {
        Assert.That(actual.Channels, Has.Length.EqualTo(expected.Channels.Length), name);
        AssertClose(actual.Layer, expected.Layer, name);
        for (int c = 0; c < expected.Channels.Length; c++)
        {
            AssertClose(actual.Channels[c], expected.Channels[c], $"{name}, channel {c}");
        }
    }

    /// <summary>Another fusion may round one value in a hundred into the next bin.</summary>
    private static void AssertClose(Histogram actual, Histogram expected, string where)
    {
        long total = expected.Counts.Sum();
        long moved = actual.Counts.Zip(expected.Counts, (a, b) => Math.Abs(a - b)).Sum();
        Assert.That(actual.Counts.Sum(), Is.EqualTo(total), where);
        Assert.That(moved, Is.LessThanOrEqualTo(total / 100), where);
    }

    /// <summary>Another fusion rounds differently, so that only counts are exact.</summary>
    private static void AssertClose(ChannelStatistics actual, ChannelStatistics expected, string where)
    {
        double close = 1e-5 * (1 + Math.Max(Math.Abs(expected.Minimum), Math.Abs(expected.Maximum)));
        Assert.Multiple(() =>
        {
            Assert.That((actual.Count, actual.Zeros), Is.EqualTo((expected.Count, expected.Zeros)), where);
            Assert.That(actual.Minimum, Is.EqualTo(expected.Minimum).Within(close), where);
            Assert.That(actual.Maximum, Is.EqualTo(expected.Maximum).Within(close), where);
            Assert.That(actual.Mean, Is.EqualTo(expected.Mean).Within(close), where);
            Assert.That(
                actual.StandardDeviation, Is.EqualTo(expected.StandardDeviation).Within(10 * close), where);
        });
    }
}
