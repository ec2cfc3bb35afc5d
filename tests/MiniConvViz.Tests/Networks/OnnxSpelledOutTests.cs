using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// ONNX operators that become several nodes and have no case among ONNX's own of version 1.12. The expected values are
/// PyTorch's, in float64.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
internal sealed class OnnxSpelledOutTests(string deviceName)
{
    private static readonly float[] Rows = [3, -4, 0, 1, 2, -2];
    private static readonly float[] Queries = [1, 0, 0, 2, 1, -1];

    [Test]
    public void RMSNormalization_OfRows_MatchesPyTorch()
    {
        OnnxBytes graph = new() { Opset = 23 };
        graph.Initializer(OnnxBytes.Tensor("scale", [3], 1f, 2f, 0.5f));

        Check(
            graph.Node("RMSNormalization", ["x", "scale"], ["y"]),
            [2, 3],
            [1.03922986, -2.77127963, 0, 0.57734931, 2.30939723, -0.57734931]);
    }

    [TestCase(1, new[] { 3 / 7.0, -4 / 7.0, 0, 0.2, 0.4, -0.4 })]
    [TestCase(2, new[] { 0.6, -0.8, 0, 1 / 3.0, 2 / 3.0, -2 / 3.0 })]
    public void LpNormalization_OfRows_DividesByTheNorm(int p, double[] expected) => Check(
        new OnnxBytes().Node("LpNormalization", ["x"], ["y"], OnnxBytes.Integer("p", p)), [2, 3], expected);

    [Test]
    public void LpNormalization_OfZeros_LeavesZeros()
    {
        Tensor zeros = Run(new OnnxBytes().Node("LpNormalization", ["x"], ["y"]), new Tensor([2, 3]));

        Assert.That(zeros.Data, Is.All.Zero);
    }

    [TestCase(1, new[] { 7.0, 5.0 })]
    [TestCase(2, new[] { 5.0, 3.0 })]
    [TestCase(3, new[] { 4.49794145, 2.57128159 })]
    public void GlobalLpPool_OfChannels_IsTheirNorm(int p, double[] expected) => Check(
        new OnnxBytes().Node("GlobalLpPool", ["x"], ["y"], OnnxBytes.Integer("p", p)), [1, 2, 1, 3], expected);

    [Test]
    public void Swish_WithAlpha2_MatchesPyTorch() => Check(
        new OnnxBytes { Opset = 24 }.Node(
            "Swish", ["x"], ["y"], new AttributeProto { Name = "alpha", F = 2f, Type = 1 }),
        [2, 3],
        [2.99258213, -0.00134140052, 0, 0.880797078, 1.96402758, -0.0359724199]);

    [TestCase("...i->i", new[] { 4.0, -2, -2 })]
    [TestCase("i...->...i", new[] { 3.0, 1, -4, 2, 0, -2 })]
    [TestCase("...->...", new[] { 3.0, -4, 0, 1, 2, -2 })]
    [TestCase("ij->ji", new[] { 3.0, 1, -4, 2, 0, -2 })]
    [TestCase("ij->i", new[] { -1.0, 1 })]
    public void Einsum_OfOneOperand_PermutesAndSums(string equation, double[] expected) => Check(
        new OnnxBytes().Node("Einsum", ["x"], ["y"], OnnxBytes.Text("equation", equation)), [2, 3], expected);

    [TestCase("ij,kj->ki", new[] { 3.0, 1, -4, 2 })]
    [TestCase("ij,kj", new[] { 3.0, -4, 1, 2 })]
    [TestCase("ij,kj->ikj", new[] { 3.0, 0, 0, 0, -4, 0, 1, 0, 0, 0, 2, 0 })]
    public void Einsum_OfTwoOperands_IsAProductOfMatrices(string equation, double[] expected)
    {
        OnnxBytes graph = new();
        graph.Initializer(OnnxBytes.Tensor("b", [2, 3], 1, 0, 0, 0, 1, 0));

        Check(graph.Node("Einsum", ["x", "b"], ["y"], OnnxBytes.Text("equation", equation)), [2, 3], expected);
    }

    /// <summary>The right values are those of torch.einsum.</summary>
    [TestCase("...ij,...kj->...ik", new[] { 3.0, -4, 1, 2 })]
    [TestCase("i...,k...->ki", new[] { 3.0, 1, -4, 2 })]
    public void Einsum_WithEllipses_JoinsTheirAxes(string equation, double[] expected)
    {
        OnnxBytes graph = new();
        graph.Initializer(OnnxBytes.Tensor("b", [2, 3], 1, 0, 0, 0, 1, 0));

        Check(graph.Node("Einsum", ["x", "b"], ["y"], OnnxBytes.Text("equation", equation)), [2, 3], expected);
    }

    [TestCase("ij,kj,ki->k", new[] { 5.0, -4 })]
    [TestCase("ij,kj,ki->ijk", new[] { 3.0, 0, 0, -12, 0, 0, 2, 0, 0, 8, 0, 0 })]
    [TestCase("ij,kj,kk->i", new[] { -13.0, 9 })]
    public void Einsum_OfThreeOperands_IsAProductOfProducts(string equation, double[] expected)
    {
        OnnxBytes graph = new();
        graph.Initializer(OnnxBytes.Tensor("b", [2, 3], 1, 0, 0, 0, 1, 0))
            .Initializer(OnnxBytes.Tensor("c", [2, 2], 1, 2, 3, 4));

        Check(graph.Node("Einsum", ["x", "b", "c"], ["y"], OnnxBytes.Text("equation", equation)), [2, 3], expected);
    }

    [TestCase("ii->i", new[] { 1.0, 4 })]
    [TestCase("ii->", new[] { 5.0 })]
    [TestCase("ii", new[] { 5.0 })]
    public void Einsum_OfALetterTwice_TakesTheDiagonal(string equation, double[] expected) => Assert.That(
        Run(
            new OnnxBytes().Node("Einsum", ["x"], ["y"], OnnxBytes.Text("equation", equation)),
            new Tensor([2, 2], [1, 2, 3, 4])).Data,
        Is.EqualTo(expected).Within(1e-6));

    [TestCase(0, new[] { 0.822485897, 4.23774611, 1.19701204, 1.95357094, 0.841179991, 4.33274460 })]
    [TestCase(1, new[] { 1, 2, 1.39114063, 0.826578095, 0.841179991, 4.33274460 })]
    public void Attention_OfOneHead_MatchesPyTorch(int isCausal, double[] expected)
    {
        OnnxBytes graph = new() { Opset = 23 };
        graph.Initializer(OnnxBytes.Tensor("k", [1, 1, 3, 2], 0.5f, 1, -1, 0, 2, 0.25f))
            .Initializer(OnnxBytes.Tensor("v", [1, 1, 3, 2], 1, 2, 3, -4, 0.5f, 6));

        Tensor mixed = Run(
            graph.Node("Attention", ["x", "k", "v"], ["y"], OnnxBytes.Integer("is_causal", isCausal)),
            new Tensor([1, 1, 3, 2], Queries));

        Assert.That(mixed.Data, Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase("ij->k", "has an output 'k' whose letters are not those of its operands")]
    public void Einsum_ThatIsNoProductOfMatrices_IsRefusedByName(string equation, string reason) => Assert.That(
        () => Run(
            new OnnxBytes().Node("Einsum", ["x"], ["y"], OnnxBytes.Text("equation", equation)), new Tensor([2, 3])),
        Throws.TypeOf<UnsupportedModelException>().With.Message.Contains(reason));

    private void Check(OnnxBytes graph, Shape shape, double[] expected) =>
        Assert.That(Run(graph, new Tensor(shape, Rows)).Data, Is.EqualTo(expected).Within(1e-5));

    private Tensor Run(OnnxBytes graph, Tensor input)
    {
        using TemporaryFolder folder = new();
        long[] extents = [.. input.Shape.Extents.ToArray().Select(extent => (long)extent)];
        graph.Input(OnnxBytes.Value("x", extents)).Output(OnnxBytes.Value("y", 1));
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, TestDevices.Open(deviceName));
        return session.Run(input);
    }
}
