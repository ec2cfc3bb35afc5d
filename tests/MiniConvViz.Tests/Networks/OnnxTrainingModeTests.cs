using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Files exported in training mode are refused, in every version of ONNX's operators.</summary>
public sealed class OnnxTrainingModeTests
{
    private const string Remedy =
        "the model was exported in training mode; call model.eval() before torch.onnx.export";

    private static readonly string[] Statistics = ["y", "mean_1", "var_1", "mean_2", "var_2"];

    [TestCase(7)]
    [TestCase(9)]
    [TestCase(13)]
    public void BatchNorm_WithTheBatchsStatistics_IsRefused(int opset) => AssertRefused(
        BatchNorm(opset, Statistics), $"computes the statistics of the batch: {Remedy}");

    [Test]
    public void BatchNorm_WithTrainingMode_IsRefused() => AssertRefused(
        BatchNorm(14, ["y", "mean_1", "var_1"], OnnxBytes.Integer("training_mode", 1)),
        $"computes the statistics of the batch: {Remedy}");

    [TestCase(13, "")]
    [TestCase(6, "is_test")]
    public void BatchNorm_WithoutTraining_IsRead(int opset, string attribute)
    {
        AttributeProto[] attributes = attribute.Length > 0 ? [OnnxBytes.Integer(attribute, 1)] : [];
        string[] outputs = attribute.Length > 0 ? Statistics : ["y", "", ""];

        Assert.That(Run(BatchNorm(opset, outputs, attributes)), Is.EqualTo([1.5f, 2.5f]).Within(1e-5));
    }

    [TestCase(7)]
    [TestCase(11)]
    public void Dropout_WithAMaskFromPyTorch_IsRefused(int opset) =>
        AssertRefused(Dropout(opset, "pytorch", 0.5f), $"drops elements at random: {Remedy}");

    [TestCase(11, "onnx-caffe2", 0.5f)]
    [TestCase(11, "pytorch", 0f)]
    [TestCase(13, "pytorch", 0.5f)]
    public void Dropout_WithAMaskAndNoTraining_ChangesNothing(int opset, string producer, float ratio) =>
        Assert.That(Run(Dropout(opset, producer, ratio)), Is.EqualTo([1f, 3f]));

    private static OnnxBytes BatchNorm(int opset, string[] outputs, params AttributeProto[] attributes) =>
        new OnnxBytes { Opset = opset }
            .Input(OnnxBytes.Value("x", 1, 1, 1, 2))
            .Initializer(OnnxBytes.Tensor("scale", [1], 1))
            .Initializer(OnnxBytes.Tensor("bias", [1], 0.5f))
            .Initializer(OnnxBytes.Tensor("mean", [1], -1))
            .Initializer(OnnxBytes.Tensor("var", [1], 4))
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "var"], outputs, attributes)
            .Output(OnnxBytes.Value("y", 1));

    private static OnnxBytes Dropout(int opset, string producer, float ratio)
    {
        AttributeProto[] attributes =
            opset < 12 ? [new AttributeProto { Name = "ratio", F = ratio, Type = 1 }] : [];
        return new OnnxBytes { Opset = opset, Producer = producer }
            .Input(OnnxBytes.Value("x", 1, 1, 1, 2))
            .Node("Dropout", ["x"], ["y", "mask"], attributes)
            .Output(OnnxBytes.Value("y", 1));
    }

    private static void AssertRefused(OnnxBytes graph, string words) =>
        Assert.That(() => Run(graph), Throws.TypeOf<UnsupportedModelException>().With.Message.Contains(words));

    private static float[] Run(OnnxBytes graph)
    {
        using TemporaryFolder folder = new();
        Network network = OnnxReader.Read(folder.Write("net.onnx", graph.ToArray()));
        using Session session = new(network, Device.Cpu(1));
        return session.Run(new Tensor([1, 1, 1, 2], [1, 3])).Values.ToArray();
    }
}
