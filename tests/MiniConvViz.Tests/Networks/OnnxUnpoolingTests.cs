using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>MaxUnpool after a max pooling, as in SegNet. Right values are those of PyTorch's max_unpool2d.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
internal sealed class OnnxUnpoolingTests(string deviceName)
{
    private static readonly float[] Image =
    [
        1, 9, 2, 3, 4, 5, 8, 6,
        -1, -2, -3, -4, -5, -6, -7, -8,
    ];

    [Test]
    public void PooledImages_GoBackToTheirPlaces() => Check(
        Unpooling(OnnxBytes.Free("x", "N", 1, 2, 4)), new Tensor([2, 1, 2, 4], Image), [2, 1, 2, 4],
        [0, 9, 0, 0, 0, 0, 8, 0, -1, 0, -3, 0, 0, 0, 0, 0]);

    [Test]
    public void OutputShape_AddsZerosBelowAndOnTheRight() => Check(
        Unpooling(OnnxBytes.Value("x", 1, 1, 2, 4), "shape")
            .Initializer(OnnxBytes.Integers("shape", [4], 1, 1, 3, 5)),
        new Tensor([1, 1, 2, 4], Image[..8]),
        [1, 1, 3, 5],
        [0, 9, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]);

    [Test]
    public void Volumes_AndSequences_AreUnpooledToo()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1, 1, 3))
            .Initializer(OnnxBytes.Integers("i", [1, 1, 3], 1, 2, 5))
            .Node("MaxUnpool", ["x", "i"], ["y"], List("kernel_shape", 2), List("strides", 2))
            .Output(OnnxBytes.Value("y", 1));

        Check(graph, new Tensor([1, 1, 3], [7, 8, 9]), [1, 1, 6], [0, 7, 8, 0, 0, 9]);
    }

    [Test]
    public void IndexOutsideOfTheImage_IsNamed()
    {
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 1, 1, 1))
            .Initializer(OnnxBytes.Integers("i", [1, 1, 1], 2))
            .Node("MaxUnpool", "unpool", ["x", "i"], ["y"], List("kernel_shape", 2), List("strides", 2))
            .Output(OnnxBytes.Value("y", 1));
        if (!deviceName.StartsWith("reference", StringComparison.Ordinal) && deviceName != "cpu")
        {
            return;
        }

        Assert.That(
            () => Run(graph, new Tensor([1, 1, 1], [7])),
            Throws.TypeOf<NetworkException>().With.Message.EqualTo(
                "unpool.scattered (ScatterND): expected indices from -2 to 1 for axis 0 of [2], got 2 at place 0"));
    }

    private static OnnxBytes Unpooling(
        ValueInfoProto input, params string[] shape) =>
        new OnnxBytes().Input(input)
            .Node("MaxPool", ["x"], ["p", "i"], List("kernel_shape", 2, 2), List("strides", 2, 2))
            .Node(
                "MaxUnpool", ["p", "i", .. shape], ["y"], List("kernel_shape", 2, 2), List("strides", 2, 2))
            .Output(OnnxBytes.Value("y", 1));

    private static AttributeProto List(string name, params long[] values) =>
        OnnxBytes.IntegerList(name, values);

    private void Check(OnnxBytes graph, Tensor input, Shape shape, float[] expected)
    {
        Tensor output = Run(graph, input);
        Assert.That(output.Shape, Is.EqualTo(shape));
        Assert.That(output.Data, Is.EqualTo(expected));
    }

    private Tensor Run(OnnxBytes graph, Tensor input)
    {
        using TemporaryFolder folder = new();
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, TestDevices.Open(deviceName));
        return session.Run(input);
    }
}
