using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>The inputs that operators which rearrange tensors refuse, and the messages.</summary>
public sealed class LayoutTests
{
    private static IEnumerable<TestCaseData> Misfits =>
    [
        Misfit(new Permute([0, 2]), [2, 3, 4], "expected an input of 2 axes for dims=[0, 2], got [2,3,4]"),
        Misfit(new Permute([0, 1, 1]), [2, 3, 4], "expected every axis once, got [0, 1, 1]"),
        Misfit(new Permute([0, 3, 1]), [2, 3, 4], "expected an axis from -3 to 2 of a 3-d tensor, got 3"),
        Misfit(
            new Permute(), [1, 1, 1, 1, 1, 1, 1, 1, 1],
            "expected an input of at most 8 axes, got [1,1,1,1,1,1,1,1,1]"),
        Misfit(new Expand([2, 4]), [2, 3], "cannot expand [2,3] to [2, 4]"),
        Misfit(new Reshape([4, -1]), [2, 3], "cannot read [2,3] (6 elements) as [4, -1]"),
        Misfit(new Reshape([-1, -1]), [2, 3], "cannot read [2,3] (6 elements) as [-1, -1]"),
        Misfit(new Reshape([2, 3, 0]), [2, 3], "cannot read [2,3] (6 elements) as [2, 3, 0]"),
        Misfit(new Reshape([0, -1], allowZero: true), [2, 3], "cannot read [2,3] (6 elements) as [0, -1]"),
        Misfit(
            new Flatten(2, 1), [2, 3, 4], "expected start_dim before end_dim, got start_dim=2, end_dim=1 for [2,3,4]"),
        Misfit(new Squeeze([0]), [2, 3], "expected an extent of 1 on the axes [0], got [2,3]"),
        Misfit(
            new PixelShuffle(2), [1, 6, 3, 3],
            "expected an input [N,C,H,W] with C a multiple of upscale_factor=2 squared, got [1,6,3,3]"),
        Misfit(
            new PixelUnshuffle(2), [1, 6, 3, 4],
            "expected an input [N,C,H,W] with H and W multiples of downscale_factor=2, got [1,6,3,4]"),
        Misfit(
            new Pad([1], [2], PadMode.Reflect), [2, 3],
            "expected an input of 1 axis for before=[1], after=[2], mode='reflect', got [2,3]"),
        Misfit(new Pad([1], [2], PadMode.Reflect), [0], "has nothing to repeat in an input of shape [0]"),
        Misfit(new Concat(2), [2, 3], "expected an axis from -2 to 1 of a 2-d tensor, got 2"),
    ];

    [TestCaseSource(nameof(Misfits))]
    public void InferShape_Misfit_ReportsExpectedAndGot(Operator @operator, Shape input, string message) => Assert.That(
        () => @operator.InferShape([input]), Throws.TypeOf<ShapeException>().With.Message.EqualTo(message));

    [Test]
    public void Slice_ListsOfDifferentLengths_IsReported() => Assert.That(
        () => new Slice([0, 1], [2]),
        Throws.TypeOf<ShapeException>().With.Message.StartsWith(
            "expected a start, an end, an axis and a step for every cut, got starts=[0, 1], ends=[2]"));

    [Test]
    public void Slice_StepZero_IsReported() => Assert.That(
        () => new Slice([0], [2], steps: [0]),
        Throws.TypeOf<ShapeException>().With.Message.EqualTo("expected steps other than 0, got [0]"));

    [TestCase("reference")]
    [TestCase("cpu")]
    public void Gather_IndexOutside_NamesNodeIndexAndPlace(string device)
    {
        Tensor data = SmallNetworks.Random([2, 5, 3]);
        Tensor indices = new([3], [4f, -5f, 5f]);
        Assert.That(
            () => OperatorRun.Run(Device.Parse(device), new Gather(1), data, indices),
            Throws.TypeOf<NetworkException>().With.Message.EqualTo(
                "Gather (Gather): expected indices from -5 to 4 for axis 1 of [2,5,3], got 5 at place 2"));
    }

    [Test]
    public void Gather_IndexOutsideOnIlgpuCpu_TakesTheNearestSlice()
    {
        Tensor picked = OperatorRun.Run(
            Device.Parse("ilgpu-cpu"), new Gather(), new Tensor([3], [10f, 20f, 30f]), new Tensor([3], [7f, -7f, 1f]));
        Assert.That(picked.Data, Is.EqualTo(new[] { 30f, 10f, 20f }));
    }

    [TestCase("reference")]
    [TestCase("cpu")]
    [TestCase("ilgpu-cpu")]
    public void ChannelShuffle_Untapped_SharesMemoryAndFollowsAnotherShape(string device)
    {
        // As exported with dynamic axes: the shapes of both views follow from x, which the views do not read.
        ShapeTerm batch = new ShapeTerm.ExtentTerm(1, 0);
        NetworkBuilder net = new(SmallNetworks.Card(channels: 4, size: 2), new BlankParameters());
        Node x = net.Input();
        Node relu = net.Apply("relu", new ReLU(), x);
        Node groups = net.Apply("groups", new Reshape([batch, 2, 2, -1]), relu, x);
        Node shuffled = net.Apply("shuffled", new Permute([0, 2, 1, 3]), groups);
        net.Apply("maps", new Reshape([batch, 4, 2, 2]), shuffled, x);
        using Session session = new(net.Build(), Device.Parse(device));

        Tensor input = SmallNetworks.Random([3, 4, 2, 2]);
        Tensor output = session.Run(input);

        Assert.That(output.Shape, Is.EqualTo(input.Shape));
        int[] order = [0, 2, 1, 3];
        for (int c = 0; c < order.Length; c++)
        {
            float[] expected = [.. input.Channel(2, order[c]).ToArray().Select(value => Math.Max(value, 0f))];
            Assert.That(output.Channel(2, c).ToArray(), Is.EqualTo(expected), $"channel {c}");
        }
    }

    private static TestCaseData Misfit(Operator @operator, Shape input, string message) =>
        new TestCaseData(@operator, input, message).SetArgDisplayNames($"{@operator} of {input}");
}
