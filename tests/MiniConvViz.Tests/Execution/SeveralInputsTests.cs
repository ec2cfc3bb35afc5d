using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// Networks as in ONNX files: several inputs and outputs, constants, inputs of which only the shape is read.
/// </summary>
public sealed class SeveralInputsTests
{
    [Test]
    public void TwoInputs_GoWhereTheyBelong()
    {
        NetworkBuilder net = new(ModelCard.Unknown("two"), new BlankParameters());
        Node a = net.Apply("a", new Input([2, 3], [null, null]));
        Node b = net.Apply("b", new Input([2, 1], [null, "columns"]));
        net.Apply("both", new Concat(), a, b);
        using Session session = new(net.Build(), Device.Cpu());

        Tensor output = session.Run(new Tensor([2, 3], [1, 2, 3, 4, 5, 6]), new Tensor([2, 1], [7, 8]));

        Assert.That(output.Values.ToArray(), Is.EqualTo([1, 2, 3, 7, 4, 5, 6, 8]));
    }

    [Test]
    public void MissingInput_IsNamed()
    {
        NetworkBuilder net = new(ModelCard.Unknown("two"), new BlankParameters());
        Node a = net.Apply("left", new Input([1, 1], [null, null]));
        Node b = net.Apply("right", new Input([1, 1], [null, null]));
        net.Apply("sum", new Add(), a, b);
        using Session session = new(net.Build(), Device.Cpu());

        Assert.That(
            () => session.Run(new Tensor([1, 1])),
            Throws.TypeOf<NetworkException>().With.Message.EqualTo("two has 2 inputs (left, right), got 1"));
    }

    [Test]
    public void OutputInTheMiddle_IsReturnedThoughTheRunGoesOn()
    {
        NetworkBuilder net = new(ModelCard.Unknown("early"), new BlankParameters());
        Node x = net.Apply("x", new Input([1, 2], [null, null]));
        Node relu = net.Apply("relu", new ReLU(), x);
        Node sum = net.Apply("sum", new Add(), relu, x);
        using Session session = new(net.Build(relu, sum), Device.Cpu());
        using Tap tap = session.Tap("sum");

        Tensor output = session.Run(new Tensor([1, 2], [-1, 2]));

        Assert.That(output.Values.ToArray(), Is.EqualTo([0, 2]));
        Assert.That(tap["sum"].Values.Values.ToArray(), Is.EqualTo([-1, 4]));
    }

    [Test]
    public void FixedAxis_RefusesAnotherExtent()
    {
        Input input = new([1, 3, 8, 8], ["batch", null, null, null]);

        Assert.That(input.InferShape([[5, 3, 8, 8]]).ToString(), Is.EqualTo("[5,3,8,8]"));
        Assert.That(
            () => input.InferShape([[5, 3, 8, 9]]),
            Throws.TypeOf<ShapeException>().With.Message.EqualTo("expected an input [batch,3,8,8], got [5,3,8,9]"));
    }
}
