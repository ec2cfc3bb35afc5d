using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>The inputs of a concatenation are computed inside its output, and no value changes.</summary>
public sealed class JoinInPlaceTests
{
    private static IEnumerable<TestCaseData> Networks()
    {
        yield return new TestCaseData(Fire()).SetArgDisplayNames("fire");
        yield return new TestCaseData(Dense()).SetArgDisplayNames("dense");
        yield return new TestCaseData(Twice()).SetArgDisplayNames("twice");
        yield return new TestCaseData(Contested()).SetArgDisplayNames("contested");
    }

    [TestCaseSource(nameof(Networks))]
    public void Run_AnyBatchAndAnyTap_IsTheReference(Network network)
    {
        using Session session = new(network, Device.Cpu(2));
        using Session reference = new(network, Device.Reference);
        using Tap truth = reference.Tap("*");
        foreach (int batch in new[] { 1, 3 })
        {
            Tensor input = SmallNetworks.Random([batch, 3, 9, 8]);
            Tensor expected = reference.Run(input);
            NumericAssert.Close(session.Run(input), expected, $"untapped, batch {batch}");
            foreach (Node node in network.Nodes)
            {
                using Tap tap = session.Tap(node.Name);
                NumericAssert.Close(session.Run(input), expected, $"{node} tapped, batch {batch}");
                NumericAssert.Close(tap[node.Name].Values, truth[node.Name].Values, node.Name);
            }
        }
    }

    [Test]
    public void Run_WithAnEditOfWhatIsJoined_JoinsWhatTheEditMade()
    {
        Network network = Fire();
        Tensor input = SmallNetworks.Random([1, 3, 9, 8]);
        using Session session = new(network, Device.Cpu(2));
        using Session reference = new(network, Device.Reference);
        using Edit edit = session.Edit("expand3x3", activation => Negate(activation.Values));
        using Edit sameEdit = reference.Edit("expand3x3", activation => Negate(activation.Values));
        using Tap tap = session.Tap("cat");
        using Tap truth = reference.Tap("cat");
        reference.Run(input);
        session.Run(input);
        NumericAssert.Close(tap["cat"].Values, truth["cat"].Values, "cat");
    }

    [Test]
    public void Plan_OfAFireModule_PutsBothBranchesIntoTheJoin()
    {
        Plan plan = PlanOf(Fire(), batch: 1);
        Storage cat = StorageOf(plan, "cat");
        Assert.That(StorageOf(plan, "expand1x1").Root, Is.SameAs(cat));
        Assert.That(StorageOf(plan, "expand1x1").RootOffset, Is.Zero);
        Assert.That(StorageOf(plan, "expand3x3").Root, Is.SameAs(cat));
        Assert.That(StorageOf(plan, "expand3x3").RootOffset, Is.EqualTo(16 * 9 * 8));
    }

    [Test]
    public void Plan_OfADenseBlock_IsOneGrowingBuffer()
    {
        Plan plan = PlanOf(Dense(), batch: 1);
        Storage last = StorageOf(plan, "cat3");
        string[] parts = ["stem", "conv1", "cat1", "conv2", "cat2", "conv3"];
        Assert.That(parts.Select(part => StorageOf(plan, part).Root), Is.All.SameAs(last));
        Assert.That(
            parts.Select(part => StorageOf(plan, part).RootOffset / (9 * 8)), Is.EqualTo([0, 32, 0, 48, 0, 64]));
    }

    [Test]
    public void Plan_WhereItCannotBe_LeavesInputsWhereTheyAre()
    {
        Assert.Multiple(() =>
        {
            Plan batch = PlanOf(Fire(), batch: 2);
            Assert.That(StorageOf(batch, "expand3x3").Whole, Is.Null, "images of a batch lie apart");

            Plan twice = PlanOf(Twice(), batch: 1);
            Assert.That(StorageOf(twice, "conv1").RootOffset, Is.Zero, "one memory, two places");

            Plan contested = PlanOf(Contested(), batch: 1);
            Assert.That(StorageOf(contested, "conv1").Root, Is.SameAs(StorageOf(contested, "first")));
            Assert.That(StorageOf(contested, "conv2").Root, Is.SameAs(StorageOf(contested, "first")));
            Assert.That(StorageOf(contested, "second").Whole, Is.Null, "its inputs are another join's already");
        });
    }

    private static Plan PlanOf(Network network, int batch) =>
        new(network, [[batch, 3, 9, 8]], new Watch(network, [], [], [], []), PlanKind.VectorCode);

    private static Storage StorageOf(Plan plan, string node) =>
        plan.Steps.First(step => step.Nodes.Any(member => member.Name == node)).Output.Storage;

    private static Tensor Negate(Tensor tensor)
    {
        Tensor result = new(tensor.Shape);
        for (int i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = -tensor.Values[i];
        }

        return result;
    }

    /// <summary>SqueezeNet's module.</summary>
    private static Network Fire()
    {
        NetworkBuilder net = Begin(out Node x);
        Node y = net.Conv2d("squeeze", x, 32, 16, kernel: 1);
        Node left = net.Apply("relu1", new ReLU(), net.Conv2d("expand1x1", y, 16, 16, kernel: 1));
        Node right = net.Apply("relu3", new ReLU(), net.Conv2d("expand3x3", y, 16, 20, kernel: 3, padding: 1));
        return End(net, net.Apply("cat", new Concat(), left, right), 36);
    }

    /// <summary>DenseNet's block: every layer reads the outputs of all before it.</summary>
    private static Network Dense()
    {
        NetworkBuilder net = Begin(out Node x);
        List<Node> features = [x];
        Node y = x;
        for (int i = 1; i <= 3; i++)
        {
            features.Add(net.Conv2d($"conv{i}", y, 16 + (16 * i), 16, kernel: 3, padding: 1));
            y = net.Apply($"cat{i}", new Concat(), [.. features]);
        }

        return End(net, y, 80);
    }

    /// <summary>A concatenation of one value with itself.</summary>
    private static Network Twice()
    {
        NetworkBuilder net = Begin(out Node x);
        Node y = net.Conv2d("conv1", x, 32, 16, kernel: 1);
        return End(net, net.Apply("cat", new Concat(), y, y), 32);
    }

    /// <summary>Two concatenations of the same values in different order, and one of the two.</summary>
    private static Network Contested()
    {
        NetworkBuilder net = Begin(out Node x);
        Node left = net.Conv2d("conv1", x, 32, 16, kernel: 1);
        Node right = net.Conv2d("conv2", x, 32, 16, kernel: 3, padding: 1);
        Node first = net.Apply("first", new Concat(), left, right);
        Node second = net.Apply("second", new Concat(), right, left);
        return End(net, net.Apply("sum", new Add(), first, second), 32);
    }

    private static NetworkBuilder Begin(out Node stem)
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(9));
        stem = net.Conv2d("stem", net.Input(), 3, 32, kernel: 3, padding: 1);
        return net;
    }

    private static Network End(NetworkBuilder net, Node y, int channels)
    {
        y = net.Apply("pool", new AdaptiveAvgPool2d(2), y);
        net.Linear("fc", net.Apply("flatten", new Flatten(), y), 4 * channels, 5);
        return net.Build();
    }
}
