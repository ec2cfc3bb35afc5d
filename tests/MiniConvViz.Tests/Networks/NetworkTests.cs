using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>The inference of shapes, which several steps before a run need.</summary>
public sealed class NetworkTests
{
    [Test]
    public void InferShapes_SameInputsAgain_ComputesOnce()
    {
        Counting counting = new();
        Network network = Build(counting);
        int before = counting.Calls;

        Shape[] first = network.InferShapes([1, 3, 5, 7]);
        first[^1] = [9];
        Shape[] second = network.InferShapes([1, 3, 5, 7]);
        Shape[] other = network.InferShapes([2, 3, 5, 7]);

        Assert.That(counting.Calls - before, Is.EqualTo(2));
        Assert.That(second[^1], Is.EqualTo(Shape.Create([1, 3, 5, 7])), "the caller owns its array");
        Assert.That(other[^1], Is.EqualTo(Shape.Create([2, 3, 5, 7])));
    }

    private static Network Build(Operator @operator)
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(3));
        net.Apply("counted", @operator, net.Input());
        return net.Build();
    }

    private sealed class Counting : CustomOperator
    {
        public int Calls { get; private set; }

        public override Shape InferShape(ReadOnlySpan<Shape> inputs)
        {
            Calls++;
            return inputs[0];
        }

        protected override void Run(HostCall call) => call.Input(0).CopyTo(call.Output);
    }
}
