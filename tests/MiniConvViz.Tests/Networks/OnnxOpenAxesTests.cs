using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Files that leave axes of their inputs open: networks are checked with sizes that they accept.</summary>
public sealed class OnnxOpenAxesTests
{
    [Test]
    public void OpenChannels_AreThoseOfTheFirstConvolution()
    {
        Network network = Read(Convolution(OnnxBytes.Free("x", "n", "c", "h", "w"), 5, 3, 3));

        Assert.That(network.ExampleShapes[0], Is.EqualTo(Shape.Create([1, 5, 224, 224])));
        Assert.That(network.Card.Channels, Is.EqualTo(5));
        Assert.That(Run(network, [2, 5, 4, 6]), Is.EqualTo("[2,1,2,4]"));
    }

    [Test]
    public void OpenLength_IsOneThatTheKernelFits()
    {
        Network network = Read(Convolution(OnnxBytes.Free("x", "n", 1, "t"), 1, 400));

        Assert.That(network.ExampleShapes[0], Is.EqualTo(Shape.Create([1, 1, 512])));
        Assert.That(Run(network, [1, 1, 401]), Is.EqualTo("[1,1,2]"));
    }

    [Test]
    public void OpenSamples_WithoutAnAxisOfChannels_AreFound()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Free("audio", "batch", "samples"))
            .Initializer(OnnxBytes.Integers("one", [1], 1))
            .Node("Unsqueeze", ["audio", "one"], ["x"]);

        Assert.That(Run(Read(Convolution(graph, 1, 400)), [3, 800]), Is.EqualTo("[3,1,401]"));
    }

    [Test]
    public void OpenHeightAndWidth_BeforeTheChannels_AreFound()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Free("image", "n", "h", "w", 3))
            .Node("Transpose", ["image"], ["x"], OnnxBytes.IntegerList("perm", 0, 3, 1, 2));

        Assert.That(Run(Read(Convolution(graph, 3, 3, 3)), [1, 5, 7, 3]), Is.EqualTo("[1,1,3,5]"));
    }

    [Test]
    public void GivenShape_IsTheOneThatTheNetworkIsCheckedWith()
    {
        byte[] file = Convolution(OnnxBytes.Free("x", "n", 1, "t"), 1, 20_000).ToArray();

        Assert.That(() => Read(file), Refusal.Saying("leaves axes of its inputs open, and no usual size fits"));
        Network network = Read(file, () => [[2, 1, 20_003]]);
        Assert.That(network.ExampleShapes[0], Is.EqualTo(Shape.Create([2, 1, 20_003])));
        Assert.That(Run(network, [1, 1, 20_000]), Is.EqualTo("[1,1,1]"));
    }

    [Test]
    public void GivenShape_ThatContradictsTheFile_IsNotUsed()
    {
        byte[] file = Convolution(OnnxBytes.Free("x", "n", 1, "h", "w"), 1, 3, 3).ToArray();

        Network network = Read(file, () => [[1, 3, 10, 10]]);

        Assert.That(network.ExampleShapes[0], Is.EqualTo(Shape.Create([1, 1, 224, 224])));
    }

    [Test]
    public void FixedShapes_AreNotRequested()
    {
        byte[] file = Convolution(OnnxBytes.Value("x", 1, 1, 3, 3), 1, 3, 3).ToArray();

        Network network = Read(file, () => throw new InvalidOperationException("asked"));

        Assert.That(network.Card.HasOpenSize, Is.False);
    }

    [Test]
    public void BrokenGraph_WithOpenAxes_ReportsTheFirstFailure() => Assert.That(
        () => Read(new OnnxBytes()
            .Input(OnnxBytes.Free("x", "n", 1, "h", "w"))
            .Initializer(OnnxBytes.Tensor("w", [1, 2, 1, 1], 1, 1))
            .Node("Conv", ["x", "w"], ["y"])
            .Output(OnnxBytes.Value("y", 1))),
        Refusal.Saying("'Conv_y' (Conv): "));

    [TestCase(4, 6, 0, 1, 0, 1)]
    [TestCase(5, 8, 1, 1, 0, 1)]
    public void PaddingThatIsComputedInRows_FollowsTheSize(
        int height, int width, int top, int bottom, int left, int right)
    {
        // As PyTorch exports F.pad(x, [0, 1, h % 2, 1]): pads from the last axis on, reversed as rows of pairs.
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Free("x", "n", 1, "h", "w"))
            .Node("Shape", ["x"], ["shape"])
            .Initializer(OnnxBytes.Integers("third", [1], 2))
            .Initializer(OnnxBytes.Integers("two", [1], 2))
            .Initializer(OnnxBytes.Integers("columns", [2], 0, 1))
            .Initializer(OnnxBytes.Integers("one", [1], 1))
            .Initializer(OnnxBytes.Integers("outer", [4], 0, 0, 0, 0))
            .Initializer(OnnxBytes.Integers("pairs", [2], -1, 2))
            .Initializer(OnnxBytes.Integers("first", [1], 0))
            .Initializer(OnnxBytes.Integers("last", [1], -1))
            .Initializer(OnnxBytes.Integers("beginning", [1], long.MinValue + 1))
            .Node("Gather", ["shape", "third"], ["h"])
            .Node("Mod", ["h", "two"], ["odd"])
            .Node("Concat", ["columns", "odd", "one", "outer"], ["pads"], OnnxBytes.Integer("axis", 0))
            .Node("Reshape", ["pads", "pairs"], ["rows"])
            .Node("Slice", ["rows", "last", "beginning", "first", "last"], ["turned"])
            .Node("Transpose", ["turned"], ["columns_of_pads"], OnnxBytes.IntegerList("perm", 1, 0))
            .Node("Reshape", ["columns_of_pads", "last"], ["onnx_pads"])
            .Node("Pad", ["x", "onnx_pads"], ["y"])
            .Output(OnnxBytes.Value("y", 1));
        using Session session = new(Read(graph), Device.Cpu(1));

        Tensor padded = session.Run(Tensor.Full([1, 1, height, width], 1f));

        Assert.That(
            padded.Shape, Is.EqualTo(Shape.Create([1, 1, top + height + bottom, left + width + right])));
        Assert.That(padded[0, 0, top, left], Is.EqualTo(1f));
        Assert.That(padded.Values.ToArray().Sum(), Is.EqualTo(height * width));
        Assert.That(top == 0 || padded[0, 0, 0, 0] == 0f);
    }

    private static OnnxBytes Convolution(OnnxBytes graph, int channels, params long[] kernel)
    {
        int count = channels * (int)kernel.Aggregate((a, b) => a * b);
        return graph
            .Initializer(OnnxBytes.Tensor("weight", [1, channels, .. kernel], new float[count]))
            .Node("Conv", ["x", "weight"], ["y"])
            .Output(OnnxBytes.Value("y", 1));
    }

    private static OnnxBytes Convolution(
        ValueInfoProto input, int channels, params long[] kernel) =>
        Convolution(new OnnxBytes().Input(input), channels, kernel);

    private static string Run(Network network, Shape input)
    {
        using Session session = new(network, Device.Cpu(1));
        return session.Run(new Tensor(input)).Shape.ToString();
    }

    private static Network Read(OnnxBytes graph) => Read(graph.ToArray());

    private static Network Read(byte[] file, Func<IReadOnlyList<Shape>>? given = null)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", file), given);
    }
}
