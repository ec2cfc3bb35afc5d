using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Resize to another tensor's size, to a constant, by computed scales; most with free axes.</summary>
public sealed class OnnxResizingTests
{
    [TestCase(4, 6)]
    [TestCase(7, 5)]
    public void Resize_ToTheSizeOfTheInput_AfterPooling(int height, int width)
    {
        OnnxBytes graph = Pooled("n", "h", "w")
            .Node("Shape", ["x"], ["x_shape"])
            .Node("Slice", ["x_shape", "two", "four"], ["x_size"])
            .Node("Shape", ["pooled"], ["pooled_shape"])
            .Node("Slice", ["pooled_shape", "zero", "two"], ["pooled_batch"])
            .Node("Concat", ["pooled_batch", "x_size"], ["size"], OnnxBytes.Integer("axis", 0));
        Tensor output = Run(Resized(graph, "", "size"), Ramp([1, 1, height, width]));

        // PyTorch's nearest: output pixel (y, x) is the pooled pixel (floor(y * h / H), floor(x * w / W)).
        Assert.That(output.Shape, Is.EqualTo(Shape.Create([1, 1, height, width])));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int row = (2 * (y * (height / 2) / height)) + 1;
                int column = (2 * (x * (width / 2) / width)) + 1;
                Assert.That(output[0, 0, y, x], Is.EqualTo((row * width) + column), $"({y},{x})");
            }
        }
    }

    [Test]
    public void Resize_ToHeightAndWidthExchanged_TakesTheAxisIntoAccount()
    {
        OnnxBytes graph = Free("n", "h", "w")
            .Node("Shape", ["x"], ["x_shape"])
            .Initializer(OnnxBytes.Integers("exchanged", [4], 0, 1, 3, 2))
            .Node("Gather", ["x_shape", "exchanged"], ["size"])
            .Node("Identity", ["x"], ["pooled"]);

        Assert.That(Run(Resized(graph, "", "size"), Ramp([2, 1, 3, 5])).Shape, Is.EqualTo(Shape.Create([2, 1, 5, 3])));
    }

    [TestCase(224)]
    [TestCase(6)]
    public void Resize_ToAConstantSize_IsThatSizeForAnyInput(int size)
    {
        OnnxBytes graph = Free("n", "h", "w")
            .Initializer(OnnxBytes.Integers("size", [4], 1, 1, size, size))
            .Node("Identity", ["x"], ["pooled"]);

        Tensor output = Run(Resized(graph, "", "size"), Ramp([1, 1, 3, 5]));

        Assert.That(output.Shape, Is.EqualTo(Shape.Create([1, 1, size, size])));
    }

    [Test]
    public void Resize_OfFixedSizes_KeepsTheLeadingAxes()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 2, 3))
            .Initializer(OnnxBytes.Integers("size", [4], 1, 1, 4, 6))
            .Node("Identity", ["x"], ["pooled"]);
        Network network = Read(Resized(graph, "", "size"));

        Assert.That(network.Output.Operator.Attributes, Does.StartWith("size=[4, 6]"));
    }

    [TestCase(9, "Upsample")]
    [TestCase(10, "Resize")]
    public void Resize_ByScalesThatAreComputed_BeforeVersion11(int opset, string kind)
    {
        // The requested size divided by the present one: 49 * (1/49) is less than 1 in double precision.
        OnnxBytes graph = Free("n", "h", "w", opset)
            .Node("Shape", ["x"], ["x_shape"])
            .Node("Cast", ["x_shape"], ["extents"], OnnxBytes.Integer("to", 1))
            .Initializer(OnnxBytes.Tensor("wanted", [4], 1, 1, 1, 98))
            .Node("Div", ["wanted", "extents"], ["scales"])
            .Node(kind, ["x", "scales"], ["y"])
            .Output(OnnxBytes.Value("y", 1));

        Tensor output = Run(graph, Ramp([1, 1, 49, 49]));

        Assert.That(output.Shape, Is.EqualTo(Shape.Create([1, 1, 1, 98])));
        Assert.That(output.Values[^1], Is.EqualTo(48f));
    }

    [Test]
    public void Resize_AlignCornersByOneAndAHalf_MatchesPyTorch()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 1, 3))
            .Initializer(OnnxBytes.Tensor("scales", [4], 1, 1, 1, 1.5f))
            .Node(
                "Resize",
                ["x", "", "scales"],
                ["y"],
                OnnxBytes.Text("coordinate_transformation_mode", "align_corners"),
                OnnxBytes.Text("mode", "linear"))
            .Output(OnnxBytes.Value("y", 1));

        // F.interpolate([0, 1, 5], scale_factor=1.5, mode="linear", align_corners=True): the ends stay.
        Assert.That(
            Run(graph, new Tensor([1, 1, 1, 3], [0, 1, 5])).Values.ToArray(),
            Is.EqualTo([0f, 2f / 3, 7f / 3, 5f]).Within(1e-6));
    }

    private static OnnxBytes Free(string batch, string height, string width, int opset = 17) =>
        new OnnxBytes { Opset = opset }.Input(OnnxBytes.Free("x", batch, 1, height, width));

    /// <summary>A maximum over windows of 2x2, so that pixel (y, x) is the input's (2y + 1, 2x + 1).</summary>
    private static OnnxBytes Pooled(string batch, string height, string width) => Free(batch, height, width)
        .Initializer(OnnxBytes.Integers("zero", [1], 0))
        .Initializer(OnnxBytes.Integers("two", [1], 2))
        .Initializer(OnnxBytes.Integers("four", [1], 4))
        .Node(
            "MaxPool",
            ["x"],
            ["pooled"],
            OnnxBytes.IntegerList("kernel_shape", 2, 2),
            OnnxBytes.IntegerList("strides", 2, 2));

    private static OnnxBytes Resized(OnnxBytes graph, string scales, string size) => graph
        .Node(
            "Resize",
            ["pooled", "", scales, size],
            ["y"],
            OnnxBytes.Text("coordinate_transformation_mode", "asymmetric"),
            OnnxBytes.Text("nearest_mode", "floor"))
        .Output(OnnxBytes.Value("y", 1));

    private static Tensor Ramp(Shape shape) => new(shape, [.. Enumerable.Range(0, shape.Count).Select(i => (float)i)]);

    private static Tensor Run(OnnxBytes graph, Tensor input)
    {
        using Session session = new(Read(graph), Device.Cpu(1));
        return session.Run(input);
    }

    private static Network Read(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
    }
}
