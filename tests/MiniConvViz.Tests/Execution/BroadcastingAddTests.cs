using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>A convolution's epilogue includes an add after it only where the add has no broadcasting.</summary>
public sealed class BroadcastingAddTests
{
    [TestCase(1, 8, 1, 1)]
    [TestCase(1, 8, 9, 9)]
    [TestCase(2, 8, 9, 9)]
    [TestCase(1, 1, 9, 9)]
    public void Run_AddAfterConvolution_FusedOrNot_IsTheReference(params int[] extents)
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(3));
        Node x = net.Conv2d("conv", net.Input(), 3, 8, kernel: 3, padding: 1);
        Node constant = net.Apply("constant", new Constant(SmallNetworks.Random(Shape.Create(extents), 5)));
        x = net.Apply("add", new Add(), constant, x);
        net.Apply("relu", new ReLU(), x);
        Network network = net.Build();
        using Session reference = new(network, Device.Reference);
        using Session session = new(network, Device.Cpu(2));
        Tensor input = SmallNetworks.Random([1, 3, 9, 9]);

        Tensor expected = reference.Run(input);
        Tensor output = session.Run(input);

        Assert.That(output.Shape, Is.EqualTo(expected.Shape));
        Assert.That(
            NumericAssert.RelativeError(output.Values, [.. expected.Values.ToArray().Select(value => (double)value)]),
            Is.LessThanOrEqualTo(NumericAssert.RelativeL2));
    }
}
