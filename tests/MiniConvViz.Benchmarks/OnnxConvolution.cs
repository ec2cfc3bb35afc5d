using System.Text;
using Microsoft.ML.OnnxRuntime;
using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// The same convolution and ReLU in ONNX Runtime: a little model written out by hand in the protobuf wire format
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), so that neither Python nor a model file is needed.
/// </summary>
/// <remarks>
/// ONNX Runtime computes convolutions in a blocked layout too, into which it brings the model's input and from which it
/// brings the output. To see the convolution alone, the model may hold it several times, each added to the one before:
/// <code>y = relu(conv(x) + bias1 + conv(x) + bias2 + ..)</code>
/// ONNX Runtime adds in the epilogue, and what one more convolution costs is the difference of two models.
/// </remarks>
internal sealed class OnnxConvolution : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtValue _input;
    private readonly RunOptions _options = new();

    public OnnxConvolution(
        Conv2dGeometry geometry, float[] input, float[] weight, float[] bias, int threads, int copies = 1)
    {
        using SessionOptions options = new() { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(Model(geometry, weight, bias, copies), options);
        long[] shape = [geometry.Batch, geometry.InChannels, geometry.InHeight, geometry.InWidth];
        _input = OrtValue.CreateTensorValueFromMemory(input, shape);
    }

    /// <summary>Runs once and returns the output, [N,O,OH,OW].</summary>
    public float[] Run()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, ["x"], [_input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Runs once and drops the output.</summary>
    public void RunOnly() => _session.Run(_options, ["x"], [_input], ["y"]).Dispose();

    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    private static byte[] Model(Conv2dGeometry g, float[] weight, float[] bias, int copies)
    {
        byte[][] attributes =
        [
            Ints("kernel_shape", g.KernelHeight, g.KernelWidth),
            Ints("strides", g.StrideY, g.StrideX),
            Ints("pads", g.PaddingY, g.PaddingX, g.PaddingY, g.PaddingX),
            Ints("dilations", g.DilationY, g.DilationX),
            Int("group", g.Groups),
        ];
        List<byte[]> nodes = [Node("Conv", ["x", "w", "b0"], "sum0", attributes)];
        for (int copy = 1; copy < copies; copy++)
        {
            nodes.Add(Node("Conv", ["x", "w", $"b{copy}"], $"conv{copy}", attributes));
            nodes.Add(Node("Add", [$"conv{copy}", $"sum{copy - 1}"], $"sum{copy}"));
        }

        nodes.Add(Node("Relu", [$"sum{copies - 1}"], "y"));
        byte[] graph = Join(
        [
            .. nodes.Select(node => Bytes(1, node)),
            Text(2, "convolution"),
            Bytes(5, Tensor("w", weight, g.OutChannels, g.GroupInChannels, g.KernelHeight, g.KernelWidth)),
            .. Enumerable.Range(0, copies).Select(copy => Bytes(5, Tensor($"b{copy}", bias, g.OutChannels))),
            Bytes(11, Value("x", g.Batch, g.InChannels, g.InHeight, g.InWidth)),
            Bytes(12, Value("y", g.Batch, g.OutChannels, g.OutHeight, g.OutWidth)),
        ]);
        return Join(Number(1, 8), Bytes(7, graph), Bytes(8, Number(2, 13))); // IR version 8, operator set 13
    }

    private static byte[] Node(string kind, string[] inputs, string output, params byte[][] attributes) => Join(
        [.. inputs.Select(x => Text(1, x)), Text(2, output), Text(4, kind), .. attributes.Select(x => Bytes(5, x))]);

    private static byte[] Int(string name, int value) => Join(Text(1, name), Number(3, value), Number(20, 2));

    private static byte[] Ints(string name, params int[] values) =>
        Join([Text(1, name), .. values.Select(x => Number(8, x)), Number(20, 7)]);

    private static byte[] Tensor(string name, float[] values, params int[] shape)
    {
        byte[] raw = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, raw, 0, raw.Length);
        return Join([.. shape.Select(x => Number(1, x)), Number(2, 1), Text(8, name), Bytes(9, raw)]);
    }

    private static byte[] Value(string name, params int[] shape)
    {
        byte[] dimensions = Join([.. shape.Select(x => Bytes(1, Number(1, x)))]);
        return Join(Text(1, name), Bytes(2, Bytes(1, Join(Number(1, 1), Bytes(2, dimensions)))));
    }

    private static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Bytes(int field, byte[] value) =>
        Join(Varint((field << 3) | 2), Varint(value.Length), value);

    private static byte[] Number(int field, int value) => Join(Varint(field << 3), Varint(value));

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(x => x)];
}
