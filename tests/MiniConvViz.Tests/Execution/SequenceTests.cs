using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>Networks over sequences [N,C,L].</summary>
public sealed class SequenceTests
{
    [TestCase("reference")]
    [TestCase("cpu")]
    [TestCase("ilgpu-cpu")]
    public void Run_ConvolutionsWithAddAndReLU_FusedOrTappedGivesTheSameNumbers(string device)
    {
        Network network = Residual();
        Tensor input = SmallNetworks.Random([2, 3, 21]);
        using Session reference = new(network, Device.Reference);
        using Session fused = new(network, Device.Parse(device));
        using Session tapped = new(network, Device.Parse(device));
        using Tap tap = tapped.Tap("*");

        Tensor expected = reference.Run(input);
        NumericAssert.Close(fused.Run(input), expected, "fused");
        NumericAssert.Close(tapped.Run(input), expected, "tapped");
        Assert.That(expected.Shape.ToString(), Is.EqualTo("[2,5,21]"));
    }

    [Test]
    public void FoldInto_Conv1d_IsAConv1dThatShiftsAndScales()
    {
        Tensor weight = new([2, 1, 3], [1, 2, 3, 4, 5, 6]);
        Conv1d convolution = new(weight, null, stride: 2, padding: 1, dilation: 1);
        BatchNorm2d norm = new(new([2], [2, 4]), new([2], [1, 0]), new([2], [3, 0]), new([2], [4, 1]), eps: 0f);

        Conv2d folded = norm.FoldInto(convolution);

        Assert.That(folded, Is.TypeOf<Conv1d>());
        Assert.That(folded.ToString(), Is.EqualTo("Conv1d(1, 2, kernel_size=(3,), stride=(2,), padding=(1,))"));
        Assert.That(folded.Parameters[0].Value.Shape, Is.EqualTo(weight.Shape));
        Assert.That(folded.Weight.Data, Is.EqualTo(new float[] { 1, 2, 3, 16, 20, 24 }));
        Assert.That(folded.Bias!.Data, Is.EqualTo(new float[] { -2, 0 }));
    }

    private static Network Residual()
    {
        NetworkBuilder net = new(ModelCard.Unknown("sequences"), new BlankParameters());
        Node x = net.Apply("x", new Input([1, 3, 21], ["N", null, "L"]));
        Node left = net.Apply("conv1", Convolution(3, seed: 1), x);
        Node right = net.Apply("conv2", Convolution(5, seed: 2), net.Apply("relu", new ReLU(), left));
        Node sum = net.Apply("add", new Add(), right, left);
        net.Apply("relu_1", new ReLU(), sum);
        return net.Build();
    }

    private static Conv1d Convolution(int inChannels, int seed) => new(
        SmallNetworks.Random([5, inChannels, 3], seed),
        SmallNetworks.Random([5], seed + 10),
        stride: 1,
        padding: 1,
        dilation: 1);
}
