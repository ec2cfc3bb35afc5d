using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Graphs inside a graph: branches whose condition is known, and functions that the file defines.</summary>
public sealed class OnnxBodiesTests
{
    [TestCase(1, new[] { 0f, 2f })]
    [TestCase(0, new[] { 1f, -2f })]
    public void If_OfAKnownCondition_IsItsBranch(int condition, float[] expected)
    {
        Network network = Read(Branches(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Initializer(OnnxBytes.Bytes("condition", 9, [], condition))));

        Assert.That(network.Nodes.Select(node => node.Name), Is.EqualTo(["x", condition == 1 ? "r" : "n"]));
        Assert.That(Run(network, [2], -1, 2), Is.EqualTo(expected));
    }

    [Test]
    public void If_OfASizeThatIsAlwaysTheSame_IsKnownThoughTheBatchIsOpen()
    {
        // As PyTorch exports x.mean([2, 3], keepdim=True).squeeze(3): whether there is one column.
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Free("x", "n", 1, "h", "w"))
            .Node("GlobalAveragePool", "pool", ["x"], ["p"])
            .Node("Shape", ["p"], ["shape"])
            .Initializer(OnnxBytes.Integers("three", [], 3))
            .Initializer(OnnxBytes.Integers("one", [], 1))
            .Initializer(OnnxBytes.Integers("axis", [1], 3))
            .Node("Gather", ["shape", "three"], ["columns"])
            .Node("Equal", ["columns", "one"], ["condition"])
            .Node(
                "If", "if", ["condition"], ["y"],
                OnnxBytes.Branch("then_branch", "t", OnnxBytes.Call("Squeeze", "squeeze", ["p", "axis"], ["t"])),
                OnnxBytes.Branch("else_branch", "e", OnnxBytes.Call("Identity", "same", ["p"], ["e"])))
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(network.Nodes.Select(node => node.Name), Is.EqualTo(["x", "pool", "squeeze"]));
        using Session session = new(network, Device.Cpu(1));
        Assert.That(session.Run(new Tensor([5, 1, 3, 4])).Shape, Is.EqualTo(Shape.Create([5, 1, 1])));
    }

    [Test]
    public void If_OfTheInputsSize_IsCut()
    {
        Network network = Read(Branches(new OnnxBytes()
            .Input(OnnxBytes.Free("x", "n"))
            .Node("Abs", "abs", ["x"], ["other"])
            .Initializer(OnnxBytes.Integers("two", [], 2))
            .Node("Size", ["x"], ["size"])
            .Node("Less", ["size", "two"], ["condition"])
            .Output(OnnxBytes.Value("other", 1))));

        Assert.That(
            network.MissingSummary,
            Is.EqualTo(
                "1 of 2 nodes cannot be computed (unsupported: 'if' (If): the graph computes its condition from the "
                + "input's shape); the other one is computed"));
    }

    [Test]
    public void Function_IsInlined_WithTheAttributesOfItsCall()
    {
        AttributeProto alpha = new() { Name = "alpha", RefAttrName = "slope", Type = 1 };
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Function("Outer", ["a"], ["c"],
                OnnxBytes.Call("Neg", "turn", ["a"], ["b"]),
                OnnxBytes.Call("here.Inner", "inner", ["b"], ["c"], OnnxBytes.Float("slope", 0.5f)))
            .Function("Inner", ["a"], ["b"], OnnxBytes.Call("LeakyRelu", "leaky", ["a"], ["b"], alpha))
            .Node("here.Outer", "first", ["x"], ["y"])
            .Node("here.Outer", "second", ["y"], ["z"])
            .Output(OnnxBytes.Value("z", 2)));

        Assert.That(
            network.Nodes.Select(node => node.Name), Is.EqualTo(["x", "first.turn", "first", "second.turn", "second"]));
        Assert.That(Run(network, [2], 4, -8), Is.EqualTo([2f, -4f]));
    }

    [Test]
    public void Function_ThatCallsItself_IsRefused() => Assert.That(
        () => Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Function("F", ["a"], ["b"], OnnxBytes.Call("here.F", "f", ["a"], ["b"]))
            .Node("here.F", "call", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 2))),
        Refusal.Saying("'f' (here.F): is a function nested in functions more than 32 deep; does it call itself?"));

    /// <summary>Twenty functions, each of which calls the next one ten times.</summary>
    [Test]
    public void Functions_ThatMultiply_AreRefused()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 2));
        for (int depth = 0; depth < 20; depth++)
        {
            string next = depth == 19 ? "Relu" : $"here.F{depth + 1}";
            graph.Function($"F{depth}", ["v0"], ["v10"],
                [.. Enumerable.Range(0, 10).Select(i => OnnxBytes.Call(next, $"n{i}", [$"v{i}"], [$"v{i + 1}"]))]);
        }

        Assert.That(
            () => Read(graph.Node("here.F0", "call", ["x"], ["y"]).Output(OnnxBytes.Value("y", 2))),
            Refusal.Saying("makes a network of more than 200000 nodes"));
    }

    [Test]
    public void UnsupportedOperatorInAFunction_CutsWhatItFeeds()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Function("F", ["a"], ["c"],
                OnnxBytes.Call("Relu", "relu", ["a"], ["b"]), OnnxBytes.Call("Loop", "loop", ["b"], ["c"]))
            .Node("here.F", "call", ["x"], ["y"])
            .Node("Neg", "neg", ["y"], ["z"])
            .Output(OnnxBytes.Value("z", 2)));

        Assert.That(network.Nodes.Select(node => node.Name), Is.EqualTo(["x", "call.relu"]));
        Assert.That(network.Missing.Select(node => node.Name), Is.EqualTo(["loop", "neg"]));
    }

    private static OnnxBytes Branches(OnnxBytes graph) => graph
        .Node(
            "If", "if", ["condition"], ["y"],
            OnnxBytes.Branch("then_branch", "t", OnnxBytes.Call("Relu", "r", ["x"], ["t"])),
            OnnxBytes.Branch("else_branch", "e", OnnxBytes.Call("Neg", "n", ["x"], ["e"])))
        .Output(OnnxBytes.Value("y", 1));

    private static float[] Run(Network network, Shape shape, params float[] values)
    {
        using Session session = new(network, Device.Cpu(1));
        return session.Run(new Tensor(shape, values)).Values.ToArray();
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
    }
}
