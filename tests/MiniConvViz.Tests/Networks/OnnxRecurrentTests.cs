using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>LSTM, GRU and RNN in the forms of files: which nodes they become, and what is refused.</summary>
public sealed class OnnxRecurrentTests
{
    private const int Steps = 4;
    private const int Batch = 2;
    private const int Inputs = 3;
    private const int Hidden = 5;

    private static IEnumerable<TestCaseData> Refusals =>
    [
        Refusal(
            "activation",
            Layer("LSTM").Node("LSTM", "y", ["x", "w", "r"], ["y"], Texts("Sigmoid", "Softplus", "Tanh")),
            "contains unsupported nodes: 'y' (LSTM): has the activation 'Softplus'; Sigmoid, Tanh, Relu and "
            + "HardSigmoid are supported"),
        Refusal(
            "activations that differ",
            Layer("RNN", directions: 2).Node(
                "RNN", "y", ["x", "w", "r"], ["y"], OnnxBytes.Text("direction", "bidirectional"), Texts("Tanh", "Relu")),
            "contains unsupported nodes: 'y' (RNN): has other activations backwards than forwards"),
        Refusal(
            "lengths that a run computes",
            Layer("GRU").Input(OnnxBytes.Value("lengths", Batch)).Node("GRU", "y", ["x", "w", "r", "", "lengths"], ["y"]),
            "contains unsupported nodes: 'y' (GRU): its sequence_lens are computed by the graph"),
        Refusal(
            "weights that a run computes",
            Layer("GRU").Input(OnnxBytes.Value("v", 1, 15, 3)).Node("GRU", "y", ["x", "v", "r"], ["y"]),
            "contains unsupported nodes: 'y' (GRU): the graph computes its weight W; expected a tensor stored in the file"),
        Refusal(
            "lengths beyond the end",
            Layer("GRU").Initializer(OnnxBytes.Integers("lengths", [2], 1, 5))
                .Node("GRU", "y", ["x", "w", "r", "", "lengths"], ["y"]),
            "'y' (GRU): expected 2 lengths of sequences from 1 to 4, got [1, 5]"),
        Refusal(
            "direction",
            Layer("GRU").Node("GRU", "y", ["x", "w", "r"], ["y"], OnnxBytes.Text("direction", "sideways")),
            "'y' (GRU): has the direction 'sideways', expected forward, reverse or bidirectional"),
        Refusal(
            "weights of one direction",
            Layer("GRU").Node("GRU", "y", ["x", "w", "r"], ["y"], OnnxBytes.Text("direction", "bidirectional")),
            "'y' (GRU): has the direction 'bidirectional', but weights of 1 directions"),
        Refusal(
            "hidden_size",
            Layer("LSTM").Node("LSTM", "y", ["x", "w", "r"], ["y"], OnnxBytes.Integer("hidden_size", 1L << 40)),
            "'y' (LSTM): has hidden_size 2147483647, but R is [1,20,5]"),
        Refusal(
            "number of activations",
            Layer("LSTM").Node("LSTM", "y", ["x", "w", "r"], ["y"], Texts("Sigmoid", "Tanh")),
            "'y' (LSTM): has 2 activations, expected 3"),
        Refusal(
            "bias",
            Layer("RNN").Initializer(Values("b", 1, 5)).Node("RNN", "y", ["x", "w", "r", "b"], ["y"]),
            "'y' (RNN): expected a bias [1,10], got [1,5]"),
        Refusal(
            "weights of another operator",
            Layer("GRU").Node("LSTM", "y", ["x", "w", "r"], ["y"]),
            "'y' (LSTM): expected W [D,4*H,I] and R [D,4*H,H], got [1,15,3] and [1,15,5]"),
        Refusal(
            "initial state",
            Layer("RNN").Initializer(Values("h", 1, 1, 5)).Node("RNN", "y", ["x", "w", "r", "", "", "h"], ["y"]),
            "'y' (RNN): expected an initial state [1,2,5], got [1,1,5]"),
    ];

    [TestCaseSource(nameof(Refusals))]
    public void WhatIsNotSupported_IsNamed(object graph, string line)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("net.onnx", ((OnnxBytes)graph).Output(OnnxBytes.Value("y", 1)).ToArray());

        Assert.That(
            () => OnnxReader.Read(path),
            Throws.Exception.With.Message.EqualTo($"{path}: {line}"));
    }

    [Test]
    public void LastStates_AreSelectedFromAllAndOnlyCellsAreComputedAgain()
    {
        Network network = Read(Layer("LSTM", directions: 2)
            .Node("LSTM", "lstm", ["x", "w", "r"], ["y", "h", "c"], OnnxBytes.Text("direction", "bidirectional"))
            .Output(OnnxBytes.Value("y", 1)).Output(OnnxBytes.Value("h", 1)).Output(OnnxBytes.Value("c", 1)));

        Assert.That(network.Nodes.Select(node => $"{node}"), Is.EqualTo(
        [
            "x (Input)", "lstm (LSTM)", "lstm.last (Slice)", "lstm.last_1 (Slice)", "lstm.last_2 (Concat)",
            "lstm.hidden (Squeeze)", "lstm.cell (LSTM)",
        ]));
    }

    [Test]
    public void OutputsThatNothingReads_AreNotComputed()
    {
        Network network = Read(Layer("GRU").Node("GRU", "gru", ["x", "w", "r"], ["y", "h"])
            .Node("Relu", "relu", ["h"], ["z"]).Output(OnnxBytes.Value("z", 1)));

        Assert.That(
            network.Nodes.Select(node => $"{node}"), Is.EqualTo(["x (Input)", "gru.hidden (GRU)", "relu (ReLU)"]));
    }

    [TestCase("reverse")]
    [TestCase("forward")]
    public void LastHiddenState_SelectedOrComputed_IsTheSame(string direction)
    {
        OnnxBytes Graph() => Layer("RNN").Node(
            "RNN", "rnn", ["x", "w", "r"], ["y", "h"], OnnxBytes.Text("direction", direction));
        Network both = Read(Graph().Output(OnnxBytes.Value("h", 1)).Output(OnnxBytes.Value("y", 1)));
        Network one = Read(Graph().Output(OnnxBytes.Value("h", 1)));

        Assert.That(both.Nodes.Count(node => node.Operator is RNN), Is.EqualTo(1));
        Assert.That(both.Nodes.Single(node => node.Operator is RNN).Name, Is.EqualTo("rnn"));
        Assert.That(Run(both, "rnn.hidden").Data, Is.EqualTo(Run(one, "rnn.hidden").Data));
    }

    [Test]
    public void LengthsOfAllSteps_AreNone()
    {
        Network network = Read(Layer("GRU").Initializer(OnnxBytes.Integers("lengths", [2], 4, 4))
            .Node("GRU", "gru", ["x", "w", "r", "", "lengths"], ["y"]).Output(OnnxBytes.Value("y", 1)));

        Assert.That(((GRU)network["gru"].Operator).Options.Lengths, Is.Null);
    }

    [Test]
    public void InitialCellAlone_BeginsWithAHiddenStateOfZeros()
    {
        OnnxBytes Graph() => Layer("LSTM").Initializer(Values("c", 1, Batch, Hidden))
            .Initializer(OnnxBytes.Tensor("h", [1, Batch, Hidden], new float[Batch * Hidden]));
        Network one = Read(Graph().Node("LSTM", "lstm", ["x", "w", "r", "", "", "", "c"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));
        Network both = Read(Graph().Node("LSTM", "lstm", ["x", "w", "r", "", "", "h", "c"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(Run(one, "lstm").Data, Is.EqualTo(Run(both, "lstm").Data).And.Some.Not.Zero);
    }

    /// <summary>By hand: h1 = 0.5 * clip(3, 1) + 0.25 = 0.75; h2 = 0.5 * clip(-1.5 + 0.75, 1) + 0.25 = -0.125, which is
    /// 0.</summary>
    [Test]
    public void HardSigmoidWithClip_IsTheFormula()
    {
        Network network = Read(new OnnxBytes().Input(OnnxBytes.Value("x", 2, 1, 1))
            .Initializer(OnnxBytes.Tensor("w", [1, 1, 1], 3f)).Initializer(OnnxBytes.Tensor("r", [1, 1, 1], 1f))
            .Node(
                "RNN", "rnn", ["x", "w", "r"], ["y"], Texts("HardSigmoid"), OnnxBytes.Float("clip", 1f),
                Floats("activation_alpha", 0.5f), Floats("activation_beta", 0.25f))
            .Output(OnnxBytes.Value("y", 1)));

        using Session session = new(network, Device.Cpu(1));
        Assert.That(session.Run(new Tensor([2, 1, 1], [1f, -0.5f])).Data, Is.EqualTo(new[] { 0.75f, 0f }));
    }

    private static TestCaseData Refusal(string name, OnnxBytes graph, string line) =>
        new TestCaseData(graph, line).SetArgDisplayNames(name);

    /// <summary>An input x [4,2,3], and weights w and r of a layer with 5 elements in its state.</summary>
    private static OnnxBytes Layer(string kind, int directions = 1)
    {
        int rows = Hidden * (kind == "LSTM" ? 4 : kind == "GRU" ? 3 : 1);
        return new OnnxBytes().Input(OnnxBytes.Value("x", Steps, Batch, Inputs))
            .Initializer(Values("w", directions, rows, Inputs))
            .Initializer(Values("r", directions, rows, Hidden));
    }

    private static TensorProto Values(string name, params long[] extents) => OnnxBytes.Tensor(
        name, extents, SmallNetworks.Random(Shape.Create([.. extents.Select(extent => (int)extent)])).Data);

    private static AttributeProto Texts(params string[] values)
    {
        AttributeProto attribute = new() { Name = "activations", Type = 8 };
        attribute.Strings.AddRange(values.Select(Google.Protobuf.ByteString.CopyFromUtf8));
        return attribute;
    }

    private static AttributeProto Floats(string name, params float[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = 6 };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()), given: null, strict: true);
    }

    private static Tensor Run(Network network, string node)
    {
        using Session session = new(network, Device.Cpu(2));
        using Tap tap = session.Tap(node);
        session.Run(SmallNetworks.Random([Steps, Batch, Inputs], 3));
        return tap[node].Values;
    }
}
