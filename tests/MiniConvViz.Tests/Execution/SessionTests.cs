using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

public sealed class SessionTests
{
    [Test]
    public void Run_FusedOrTappedEverywhere_GivesTheSameNumbersWithinTheContract()
    {
        Network network = SmallNetworks.Residual();
        Tensor input = SmallNetworks.Random([2, 3, 9, 7]);
        using Session fused = new(network, Device.Cpu(2));
        using Session tapped = new(network, Device.Cpu(2));
        using Session reference = new(network, Device.Reference);
        using Tap tap = tapped.Tap("*");
        using Tap truth = reference.Tap("*");

        Tensor expected = reference.Run(input);
        NumericAssert.Close(fused.Run(input), expected, "fused output");
        NumericAssert.Close(tapped.Run(input), expected, "tapped output");
        Assert.That(tap.Activations.Select(a => a.Name), Is.EqualTo(network.Nodes.Select(node => node.Name)));
        foreach (Activation activation in tap.Activations)
        {
            NumericAssert.Close(activation.Values, truth[activation.Name].Values, activation.Name);
        }
    }

    [TestCaseSource(nameof(EveryNode))]
    public void Run_OneNodeTapped_SeesTheTrueValueWhateverIsFusedAroundIt(string name)
    {
        Network network = SmallNetworks.Residual();
        Tensor input = SmallNetworks.Random([1, 3, 9, 9]);
        using Session session = new(network, Device.Cpu(1));
        using Session reference = new(network, Device.Reference);
        using Tap tap = session.Tap(name);
        using Tap truth = reference.Tap(name);
        Tensor expected = reference.Run(input);

        NumericAssert.Close(session.Run(input), expected, "output");
        NumericAssert.Close(tap[name].Values, truth[name].Values, name);
    }

    [Test]
    public void Run_BatchOfThree_EqualsThreeSingleRuns()
    {
        Network network = SmallNetworks.Residual();
        Tensor batch = SmallNetworks.Random([3, 3, 9, 9]);
        using Session session = new(network, Device.Cpu(2));
        Tensor together = session.Run(batch);
        for (int n = 0; n < 3; n++)
        {
            Tensor single = new([1, 3, 9, 9], batch.Values.Slice(n * 243, 243).ToArray());
            Tensor alone = session.Run(single);
            NumericAssert.Close(new Tensor([1, 5], together.Values.Slice(n * 5, 5).ToArray()), alone, $"image {n}");
        }
    }

    [Test]
    public void Run_ShapesChangeBetweenRuns_PlansAgain()
    {
        Network network = SmallNetworks.Residual();
        using Session session = new(network, Device.Cpu(2));
        using Session reference = new(network, Device.Reference);
        foreach (Shape shape in (Shape[])[[1, 3, 9, 9], [2, 3, 5, 11], [1, 3, 17, 4], [1, 3, 9, 9]])
        {
            Tensor input = SmallNetworks.Random(shape);
            NumericAssert.Close(session.Run(input), reference.Run(input), shape.ToString());
        }
    }

    [Test]
    public void Run_WrongChannels_NamesNodeExpectedAndGot()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        NetworkException? error = Assert.Throws<NetworkException>(() => session.Run(new Tensor([1, 1, 9, 9])));
        Assert.That(error!.Message, Is.EqualTo("x (Input): expected an input [N,3,H,W], got [1,1,9,9]"));
    }

    [Test]
    public void Run_EightThreadsWithSessionsOfTheirOwn_ShareOneNetwork()
    {
        Network network = SmallNetworks.Residual();
        Tensor input = SmallNetworks.Random([1, 3, 9, 9]);
        using Session single = new(network, Device.Cpu(1));
        Tensor expected = single.Run(input);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using Session session = new(network, Device.Cpu(2));
            for (int i = 0; i < 20; i++)
            {
                NumericAssert.Equal(session.Run(input), expected, "concurrent run");
            }
        });
    }

    private static IEnumerable<string> EveryNode() => SmallNetworks.Residual().Nodes.Select(node => node.Name);
}
