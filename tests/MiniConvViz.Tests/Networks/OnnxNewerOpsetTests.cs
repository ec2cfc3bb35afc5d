using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Attributes that changed in versions 18 to 21 of ONNX's operators; the backend tests in Debian end at 17.
/// </summary>
public sealed class OnnxNewerOpsetTests
{
    private static readonly float[] OneToSix = [1, 2, 3, 4, 5, 6];

    [TestCase(17, "attribute")]
    [TestCase(18, "input")]
    public void ReduceMean_TakesAxesAsAttributeOrInput(int opset, string form)
    {
        OnnxBytes graph = new() { Opset = opset };
        graph.Initializer(OnnxBytes.Integers("axes", [1], 1));
        AttributeProto[] attributes = form == "attribute" ? [OnnxBytes.IntegerList("axes", 1)] : [];
        string[] inputs = form == "attribute" ? ["x"] : ["x", "axes"];

        Tensor mean = Run(graph.Node("ReduceMean", inputs, ["y"], attributes), [2, 3], OneToSix);

        Assert.That(mean.Shape.ToString(), Is.EqualTo("[2,1]"));
        Assert.That(mean.Values.ToArray(), Is.EqualTo([2, 5]));
    }

    [Test]
    public void Split_IntoANumberOfParts_MakesTheLastOneSmaller()
    {
        OnnxBytes graph = new() { Opset = 18 };
        graph.Node(
            "Split", ["x"], ["a", "b"], OnnxBytes.Integer("axis", 1), OnnxBytes.Integer("num_outputs", 2));

        Tensor last = Run(graph.Node("Identity", ["b"], ["y"]), [2, 3], OneToSix);

        Assert.That(last.Shape.ToString(), Is.EqualTo("[2,1]"));
        Assert.That(last.Values.ToArray(), Is.EqualTo([3, 6]));
    }

    [Test]
    public void Pad_OfChosenAxes_LeavesTheOthers()
    {
        OnnxBytes graph = new() { Opset = 18 };
        graph.Initializer(OnnxBytes.Integers("pads", [2], 1, 0)).Initializer(OnnxBytes.Integers("axes", [1], -1));

        Tensor padded = Run(graph.Node("Pad", ["x", "pads", "", "axes"], ["y"]), [2, 3], OneToSix);

        Assert.That(padded.Shape.ToString(), Is.EqualTo("[2,4]"));
        Assert.That(padded.Values.ToArray(), Is.EqualTo([0, 1, 2, 3, 0, 4, 5, 6]));
    }

    [Test]
    public void Resize_OfChosenAxes_LeavesTheOthers()
    {
        OnnxBytes graph = new() { Opset = 19 };
        graph.Initializer(OnnxBytes.Tensor("scales", [1], 2f));

        Tensor resized = Run(
            graph.Node("Resize", ["x", "", "scales"], ["y"], OnnxBytes.IntegerList("axes", 3)),
            [1, 1, 1, 3],
            [1, 2, 3]);

        Assert.That(resized.Values.ToArray(), Is.EqualTo([1, 1, 2, 2, 3, 3]));
    }

    [TestCase(18, new[] { 2f, 3f })]
    [TestCase(21, new[] { 2f, 2f, 3f, 3f })]
    public void GroupNormalization_ScalesGroupsOrChannels(int opset, float[] scale)
    {
        OnnxBytes graph = new() { Opset = opset };
        graph.Initializer(OnnxBytes.Tensor("scale", [scale.Length], scale));
        graph.Initializer(OnnxBytes.Tensor("bias", [scale.Length], new float[scale.Length]));

        Tensor normalized = Run(
            graph.Node("GroupNormalization", ["x", "scale", "bias"], ["y"], OnnxBytes.Integer("num_groups", 2)),
            [1, 4, 1, 1],
            [1, 3, 10, 30]);

        Assert.That(normalized.Values.ToArray(), Is.EqualTo([-2f, 2f, -3f, 3f]).Within(1e-4));
    }

    [Test]
    public void Reshape_WithAllowzero_MeansZeroItself()
    {
        OnnxBytes graph = new() { Opset = 21 };
        graph.Initializer(OnnxBytes.Integers("shape", [2], 0, 3));

        graph.Node("Reshape", ["x", "shape"], ["y"], OnnxBytes.Integer("allowzero", 1));

        Assert.That(
            () => Run(graph, [2, 3], OneToSix),
            Refusal.Saying("'Reshape_y' (Reshape)"));
    }

    private static Tensor Run(OnnxBytes graph, Shape shape, float[] values)
    {
        using TemporaryFolder folder = new();
        long[] extents = [.. shape.Extents.ToArray().Select(extent => (long)extent)];
        graph.Input(OnnxBytes.Value("x", extents)).Output(OnnxBytes.Value("y", 1));
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, Device.Cpu());
        return session.Run(new Tensor(shape, values));
    }
}
