using System.Reflection;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

/// <summary>
/// A custom operator of a program, between operators of the library, on every device of this machine.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.FixturesAndPtx))]
internal sealed class CustomOperatorTests(string deviceName)
{
    [Test]
    public void Run_ASquareBetweenConvolutions_IsTheReference()
    {
        Network network = Squared(new Square());
        Tensor input = SmallNetworks.Random([2, 3, 7, 9]);
        using Session reference = new(network, Device.Reference);
        using Session session = new(network, TestDevices.Open(deviceName));
        using Tap tap = session.Tap("conv1", "squared");

        NumericAssert.Close(session.Run(input), reference.Run(input), "output");

        Tensor before = tap["conv1"].Values, squared = tap["squared"].Values;
        Assert.That(squared.Shape, Is.EqualTo(before.Shape));
        for (int i = 0; i < squared.Values.Length; i++)
        {
            Assert.That(squared.Values[i], Is.EqualTo(before.Values[i] * before.Values[i]), $"index {i}");
        }
    }

    [Test]
    public void Run_ASecondTime_GivesTheSameBits()
    {
        Tensor input = SmallNetworks.Random([2, 3, 7, 9]);
        using Session session = new(Squared(new Square()), TestDevices.Open(deviceName));
        float[] first = session.Run(input).Values.ToArray();

        Assert.That(session.Run(input).Values.ToArray(), Is.EqualTo(first));
        Assert.That(session.Run(input).Values.ToArray(), Is.EqualTo(first));
        Assert.That(session.UsesGraph, Is.False);
    }

    [Test]
    public void Algorithm_OnADeviceThatHasOthers_ReportsReference()
    {
        List<string> algorithms = [];
        using Session session = new(Squared(new Square()), TestDevices.Open(deviceName));
        session.StepTimed += step =>
        {
            if (step.Nodes[^1].Name == "squared" && !step.ChangesLayout)
            {
                algorithms.Add(step.Algorithm);
            }
        };
        session.Run(SmallNetworks.Random([1, 3, 5, 6]));

        Assert.That(algorithms, Is.EqualTo([deviceName == "reference" ? "" : "reference"]));
    }

    [Test]
    public void Run_AnOperatorThatRefusesItsInput_NamesTheNode()
    {
        using Session session = new(Squared(new Refusing()), TestDevices.Open(deviceName));

        Assert.That(
            () => session.Run(SmallNetworks.Random([1, 3, 5, 6])),
            Throws.TypeOf<NetworkException>()
                .With.Message.EqualTo("squared (Refusing): expected values above 9, got 0"));
    }

    [Test]
    public void AProgramOfItsOwn_CanWriteEveryAbstractMember()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        IEnumerable<MethodBase> members = typeof(CustomOperator).GetMethods(All).Where(method => method.IsAbstract)
            .Concat<MethodBase>(typeof(CustomOperator).GetConstructors(All));

        Assert.That(members.Select(member => member.Name), Is.EquivalentTo(["InferShape", "Run", ".ctor"]));
        Assert.That(members.Where(member => !member.IsPublic && !member.IsFamily), Is.Empty);
    }

    private static Network Squared(Operator @operator)
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(3));
        Node x = net.Conv2d("conv1", net.Input(), 3, 17, kernel: 3, padding: 1);
        x = net.Apply("squared", @operator, x);
        x = net.Conv2d("conv2", x, 17, 5, kernel: 1);
        net.Apply("relu", new ReLU(), x);
        return net.Build();
    }

    private sealed class Refusing : CustomOperator
    {
        public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

        protected override void Run(HostCall call) => throw new ShapeException("expected values above 9, got 0");
    }
}
