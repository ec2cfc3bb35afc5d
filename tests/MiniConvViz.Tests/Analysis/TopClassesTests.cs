using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>The text of outputs: percentages where they are probabilities or scores, else the values.</summary>
public sealed class TopClassesTests
{
    private static readonly float[] Four = [1.5f, -0.25f, 0.75f, 3f];

    private static readonly Dictionary<string, (OutputKind Kind, Func<NetworkBuilder, Node, Node> End)> Ends = new()
    {
        ["linear"] = (OutputKind.Scores, (_, fc) => fc),
        ["linear, dropout"] = (OutputKind.Scores, (net, fc) => net.Apply("dropout", new Dropout(), fc)),
        ["log-softmax"] = (OutputKind.Scores, (net, fc) => net.Apply("log", new LogSoftmax(), fc)),
        ["scaled by a constant"] = (OutputKind.Scores, (net, fc) => net.Apply("mul", new Mul(), fc, Scalar(net, 0.5f))),
        ["residual sum"] = (OutputKind.Scores, (net, fc) => net.Apply("add", new Add(), fc, fc)),
        ["average of ReLU, as SqueezeNet"] = (OutputKind.Scores, AverageOfReLU),
        ["softmax"] = (OutputKind.Probabilities, (net, fc) => net.Apply("softmax", new Softmax(), fc)),
        ["softmax, flatten, dropout"] = (OutputKind.Probabilities, (net, fc) => net.Apply(
            "dropout", new Dropout(), net.Apply("flatten", new Flatten(), net.Apply("softmax", new Softmax(), fc)))),
        ["softmax of separate operators"] = (OutputKind.Probabilities, SoftmaxByHand),
        ["sigmoid"] = (OutputKind.Probabilities, (net, fc) => net.Apply("sigmoid", new Sigmoid(), fc)),
        ["1 - sigmoid"] = (OutputKind.Probabilities, (net, fc) => net.Apply(
            "sub", new Sub(), Scalar(net, 1f), net.Apply("sigmoid", new Sigmoid(), fc))),
        ["clamped sigmoid"] = (OutputKind.Probabilities, (net, fc) => net.Apply(
            "clamp", new Clamp(0.01f, 0.99f), net.Apply("sigmoid", new Sigmoid(), fc))),
        ["sigmoid times 100"] = (OutputKind.Values, (net, fc) => net.Apply(
            "mul", new Mul(), net.Apply("sigmoid", new Sigmoid(), fc), Scalar(net, 100f))),
        ["tanh"] = (OutputKind.Values, (net, fc) => net.Apply("tanh", new Tanh(), fc)),
        ["ReLU"] = (OutputKind.Values, (net, fc) => net.Apply("relu", new ReLU(), fc)),
    };

    private static IEnumerable<string> EveryEnd => Ends.Keys;

    [TestCaseSource(nameof(EveryEnd))]
    public void Of_LastOperators_ReportsTheKind(string end)
    {
        Network network = Build(Ends[end].End);
        Assert.That(OutputKinds.Of(network, 4), Is.EqualTo(Ends[end].Kind));
    }

    [TestCase("softmax")]
    [TestCase("softmax of separate operators")]
    [TestCase("sigmoid")]
    public void Of_Probabilities_AreShownAsTheNetworkMadeThem(string end)
    {
        Network network = Build(Ends[end].End);
        using Session session = new(network, Device.Reference);
        Tensor output = session.Run(SmallNetworks.Random([1, 3, 9, 9]));

        IReadOnlyList<ClassScore> classes = TopClasses.Of(output, network);

        float[] expected = [.. output.Values.ToArray().OrderDescending()];
        Assert.That(classes.Select(score => score.Value), Is.EqualTo(expected));
        Assert.That(classes, Has.All.Matches<ClassScore>(score => score.IsProbability));
    }

    [TestCase("linear")]
    [TestCase("log-softmax")]
    public void Of_Scores_AreSoftmaxed(string end)
    {
        Network network = Build(Ends[end].End);
        double sum = Four.Sum(score => Math.Exp(score));

        IReadOnlyList<ClassScore> classes = TopClasses.Of(new Tensor([1, 4], Four), network, count: 2);

        Assert.That(classes.Select(score => score.Name), Is.EqualTo(["class 3", "class 0"]));
        Assert.That(classes[0].Value, Is.EqualTo(Math.Exp(3) / sum).Within(1e-6));
        Assert.That(classes[0].Text, Is.EqualTo("73.1 %"));
    }

    [Test]
    public void Of_OneValue_IsShownAsItIs()
    {
        Network network = Build((net, y) => y, outputs: 1);
        IReadOnlyList<ClassScore> output = TopClasses.Of(new Tensor([1, 1], [40.6f]), network);
        Assert.That(output, Is.EqualTo([new ClassScore(0, "output", 40.6f, IsProbability: false)]));
        Assert.That(output[0].Text, Is.EqualTo("40.6"));
    }

    [Test]
    public void Of_OneSigmoid_IsAProbability()
    {
        Network network = Build((net, y) => net.Apply("sigmoid", new Sigmoid(), y), outputs: 1);
        IReadOnlyList<ClassScore> output = TopClasses.Of(new Tensor([1, 1], [0.364f]), network);
        Assert.That(output.Select(score => score.Text), Is.EqualTo(["36.4 %"]));
    }

    [Test]
    public void Of_ValuesOfTheSecondImage_AreInTheirOrder()
    {
        Network network = Build(Ends["tanh"].End);
        Tensor output = new([2, 4], [0, 0, 0, 0, -0.5f, 0.25f, 0.125f, 1f]);
        IReadOnlyList<ClassScore> values = TopClasses.Of(output, network, count: 3, image: 1);
        Assert.That(values.Select(score => $"{score.Name} {score.Text}"), Is.EqualTo(
            ["output 0 -0.5", "output 1 0.25", "output 2 0.125"]));
    }

    /// <summary>Sums of sums, in which 2^200 ways lead back to the layer.</summary>
    [Test]
    public void Of_ManyWaysBack_EndsSoon()
    {
        Network network = Build((net, y) => Enumerable.Range(0, 200).Aggregate(
            y, (sum, i) => net.Apply($"add{i}", new Add(), sum, net.Apply($"same{i}", new Identity(), sum))));
        Assert.That(OutputKinds.Of(network, 4), Is.EqualTo(OutputKind.Values));
    }

    [TestCase("fashion-lenet")]
    [TestCase("fashion-resnet")]
    public void Of_BundledNetworks_AreScores(string name) =>
        Assert.That(OutputKinds.Of(ModelZoo.Load(name), 10), Is.EqualTo(OutputKind.Scores));

    [Test]
    public void Of_EveryNetworkOfTheZoo_IsScores()
    {
        foreach (string name in (string[])["squeezenet1_1", "mobilenet_v3_small", "shufflenet_v2_x0_5", "alexnet"])
        {
            Network network = ModelZoo.Find(name).Build(new BlankParameters(), 10);
            Assert.That(OutputKinds.Of(network, 10), Is.EqualTo(OutputKind.Scores), name);
        }
    }

    private static Node Scalar(NetworkBuilder net, float value) =>
        net.Apply("constant", new Constant(new([1], [value])));

    private static Node AverageOfReLU(NetworkBuilder net, Node fc) => net.Apply("mean", new Mean([1], keepDim: true),
        net.Apply("relu", new ReLU(), fc));

    private static Node SoftmaxByHand(NetworkBuilder net, Node fc)
    {
        Node exponentials = net.Apply("exp", new Exp(), fc);
        return net.Apply("div", new Div(), exponentials, net.Apply("sum", new Sum([1], keepDim: true), exponentials));
    }

    private static Network Build(Func<NetworkBuilder, Node, Node> end, int outputs = 4)
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(3));
        Node y = net.Apply("pool", new AdaptiveAvgPool2d(2), net.Input());
        end(net, net.Linear("fc", net.Apply("flatten", new Flatten(), y), 12, outputs));
        return net.Build();
    }
}
