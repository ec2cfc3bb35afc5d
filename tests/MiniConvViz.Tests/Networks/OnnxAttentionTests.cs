using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>ONNX's Attention with its options. Right values are PyTorch's, in float64.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
internal sealed class OnnxAttentionTests(string deviceName)
{
    private static readonly float[] Queries = [1, 0, 0, 2, 1, -1];

    [Test]
    public void Softcap_BoundsTheScores() => Check(
        OneHead("", OnnxBytes.Float("softcap", 0.5f)),
        [1.12669351, 2.74829042, 1.33061419, 1.85580981, 1.15387758, 2.89541005]);

    [Test]
    public void Scale_ReplacesTheRootOfTheFeatures() => Check(
        OneHead("", OnnxBytes.Float("scale", 0.25f)),
        [1.20592777, 2.53980855, 1.37902569, 1.61198923, 1.24397358, 2.47428529]);

    [Test]
    public void Mask_IsAdded() => Check(
        OneHead("mask").Initializer(OnnxBytes.Tensor("mask", [3, 3], 0, 1, -1, 0.5f, 0, 2, -3, 0, 0)),
        [1.44978719, 1.53500153, 0.821822618, 3.97173284, 0.814519693, 4.72433044]);

    [Test]
    public void MaskOfBooleans_LetsThroughWhereItIsTrue() => Check(
        OneHead("mask").Initializer(OnnxBytes.Bytes("mask", 9, [3, 3], 1, 0, 1, 1, 1, 0, 0, 0, 1)),
        [0.628591658, 4.97126674, 1.39114063, 0.826578095, 0.5, 6]);

    [Test]
    public void InputsOfThreeAxes_AreCutIntoHeads()
    {
        OnnxBytes graph = new OnnxBytes { Opset = 23 }.Input(OnnxBytes.Value("x", 1, 3, 4))
            .Initializer(OnnxBytes.Tensor("k", [1, 3, 4], 0.5f, 1, 1, 0, -1, 0, 0, 1, 2, 0.25f, -1, 1))
            .Initializer(OnnxBytes.Tensor("v", [1, 3, 4], 1, 2, 0, 1, 3, -4, 1, 0, 0.5f, 6, 2, 2))
            .Node(
                "Attention", ["x", "k", "v"], ["y"], OnnxBytes.Integer("q_num_heads", 2),
                OnnxBytes.Integer("kv_num_heads", 2))
            .Output(OnnxBytes.Value("y", 1));

        Tensor mixed = Run(graph, new Tensor([1, 3, 4], [1, 0, 0.5f, -1, 0, 2, 1, 1, 1, -1, 0, 0.5f]));

        Assert.That(mixed.Shape, Is.EqualTo(new Tensor([1, 3, 4]).Shape));
        Assert.That(
            mixed.Data,
            Is.EqualTo(
                new[]
                {
                    0.822485897, 4.23774611, 0.523776279, 0.935123902, 1.19701204, 1.95357094, 0.796663722, 0.796663722,
                    0.841179991, 4.3327446, 1.11021122, 1,
                }).Within(1e-5));
    }

    [TestCase(new[] { "x", "k", "v", "", "k", "v" }, new[] { "y" }, "keeps keys and values from run to run (past_key)")]
    [TestCase(new[] { "x", "k", "v" }, new[] { "y", "p", "q" }, "keeps keys and values from run to run (past_key)")]
    [TestCase(new[] { "x", "k", "v" }, new[] { "y", "", "", "s" }, "returns its scores (qk_matmul_output)")]
    [TestCase(new[] { "x", "k", "v", "", "", "", "n" }, new[] { "y" }, "has padded keys (nonpad_kv_seqlen)")]
    public void WhatIsNotSupported_IsNamed(string[] inputs, string[] outputs, string reason) => Assert.That(
        () => Run(
            Keys(new OnnxBytes { Opset = 23 }).Initializer(OnnxBytes.Integers("n", [1], 2))
                .Node("Attention", "mix", inputs, outputs).Output(OnnxBytes.Value("y", 1)),
            new Tensor([1, 1, 3, 2], Queries)),
        Throws.TypeOf<UnsupportedModelException>().With.Message.EndsWith(
            $"net.onnx: contains unsupported nodes: 'mix' (Attention): {reason}"));

    [Test]
    public void FewerHeadsOfKeysThanOfQueries_AreNamed() => Assert.That(
        () => Run(
            new OnnxBytes { Opset = 23 }.Input(OnnxBytes.Value("x", 1, 3, 4))
                .Node(
                    "Attention", "mix", ["x", "x", "x"], ["y"], OnnxBytes.Integer("q_num_heads", 4),
                    OnnxBytes.Integer("kv_num_heads", 2))
                .Output(OnnxBytes.Value("y", 1)),
            new Tensor([1, 3, 4])),
        Throws.TypeOf<UnsupportedModelException>().With.Message.EndsWith(
            "net.onnx: contains unsupported nodes: 'mix' (Attention): shares key heads between query heads"));

    private static OnnxBytes OneHead(string mask, params AttributeProto[] attributes) =>
        Keys(new OnnxBytes { Opset = 23 })
            .Node("Attention", mask.Length == 0 ? ["x", "k", "v"] : ["x", "k", "v", mask], ["y"], attributes)
            .Output(OnnxBytes.Value("y", 1));

    private static OnnxBytes Keys(OnnxBytes graph) => graph.Input(OnnxBytes.Value("x", 1, 1, 3, 2))
        .Initializer(OnnxBytes.Tensor("k", [1, 1, 3, 2], 0.5f, 1, -1, 0, 2, 0.25f))
        .Initializer(OnnxBytes.Tensor("v", [1, 1, 3, 2], 1, 2, 3, -4, 0.5f, 6));

    private void Check(OnnxBytes graph, double[] expected) =>
        Assert.That(Run(graph, new Tensor([1, 1, 3, 2], Queries)).Data, Is.EqualTo(expected).Within(1e-5));

    private Tensor Run(OnnxBytes graph, Tensor input)
    {
        using TemporaryFolder folder = new();
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, TestDevices.Open(deviceName));
        return session.Run(input);
    }
}
