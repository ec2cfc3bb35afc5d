using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

public sealed class StepTimeTests
{
    private static readonly Tensor Image = SmallNetworks.Random([1, 3, 9, 9]);

    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    [TestCase("opencl", Category = "OpenCL")]
    public void StepTimed_OfARun_ReportsEveryComputedNodeOnceInOrder(string device)
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        Tensor expected = session.Run(Image);
        List<StepTime> times = [];
        session.StepTimed += times.Add;

        NumericAssert.Equal(session.Run(Image), expected, "the output of a timed run");

        IEnumerable<Node> computed = session.Network.Nodes
            .Where(node => node.Operator is not Input && !node.Operator.IsIdentity);
        Assert.That(
            times.Where(time => !time.ChangesLayout).SelectMany(time => time.Nodes), Is.EquivalentTo(computed));
        Assert.That(times.Select(time => time.Nodes[^1].Index), Is.Ordered);
        Assert.That(times.Select(time => time.Elapsed), Is.All.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public void StepTimed_FusedNodes_AreReportedTogether()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        List<StepTime> times = [];
        session.StepTimed += times.Add;
        session.Run(Image);

        Assert.That(
            times.Select(time => string.Join(" ", time.Nodes.Select(node => node.Name))),
            Is.SupersetOf(["block.conv1 block.bn1 block.relu", "block.conv2 block.bn2 block.add block.relu_1"]));
    }

    [Test]
    public void StepTimed_WithATapBetween_ReportsTheConvolutionApart()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Tap tap = session.Tap("*");
        List<StepTime> times = [];
        session.StepTimed += times.Add;
        session.Run(Image);

        IEnumerable<Node> told = times.Where(time => !time.ChangesLayout).SelectMany(time => time.Nodes);
        Assert.That(told, Is.EquivalentTo(session.Network.Nodes.Skip(1)), "every node but the input, once");
        Assert.That(
            times.Where(time => time.Nodes[0].Operator is Conv2d).Select(time => time.Nodes.Count), Is.All.EqualTo(1));
    }

    [TestCase("cpu")]
    [TestCase("reference")]
    public void StepTimed_Convolutions_NameTheirAlgorithmWhereThereAreSeveral(string device)
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        List<StepTime> times = [];
        session.StepTimed += times.Add;
        session.Run(Image);

        IEnumerable<StepTime> convolutions = times.Where(time => time.Nodes[0].Operator is Conv2d);
        Assert.That(
            convolutions.Select(time => time.Algorithm), device == "cpu" ? Is.All.Not.Empty : Is.All.Empty);
    }

    [Test]
    public void CpuOutline_OfANetwork_IsWhatARunDoes()
    {
        using Session session = new(SmallNetworks.Branches(), Device.Cpu(1));
        List<StepTime> times = [];
        session.StepTimed += times.Add;
        session.Run(Image);

        IReadOnlyList<OutlinedStep> outline = CpuOutline.Of(session.Network, Image.Shape);
        Assert.That(
            outline.Select(step => (step.Nodes[^1], step.Algorithm, step.ChangesLayout)),
            Is.EqualTo(times.Select(time => (time.Nodes[^1], time.Algorithm, time.ChangesLayout))));
        Assert.That(
            outline.Where(step => step.Algorithm.Length > 0).Select(step => step.Explanation), Is.All.Not.Empty);
    }

    [Test]
    public void StepTimed_HandlerRemoved_IsNotRaised()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        List<StepTime> times = [];
        session.StepTimed += times.Add;
        session.StepTimed -= times.Add;
        session.Run(Image);

        Assert.That(times, Is.Empty);
    }
}
