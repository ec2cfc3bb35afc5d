using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>Small ONNX files of kinds that people have, each beside what PyTorch or ONNX Runtime computes.</summary>
public sealed class SharedCaseTests
{
    private static readonly string[] Devices = ["reference", "cpu", "ilgpu-cpu"];

    [TestCase("seg_back_to_input")]
    [TestCase("fpn_size_of_lateral")]
    [TestCase("upsample_15_align")]
    [TestCase("uint8_input")]
    [TestCase("dynamic_all_axes")]
    [TestCase("timm_same_dynamic")]
    [TestCase("conv3d")]
    [TestCase("conv3d_dynD")]
    [TestCase("avgpool3d")]
    public void Case_MatchesPyTorch(string name)
    {
        string folder = RepositoryFiles.Shared("cases", name);
        Tensor expected = TensorFile.Read($"{Path.Combine(folder, "expected.npz")}:__output0");
        AssertComputes(Path.Combine(folder, "net.onnx"), Path.Combine(folder, "in0.npy"), expected);
    }

    [TestCase("audio_bx_samples")]
    [TestCase("audio_n1t_400")]
    [TestCase("nhwc_dynamic")]
    [TestCase("unet_6_levels_dynamic")]
    public void CaseOfOpenAxes_MatchesOnnxRuntime(string name)
    {
        string folder = RepositoryFiles.Shared("cases", "free_axes");
        AssertComputes(
            Path.Combine(folder, $"{name}.onnx"),
            Path.Combine(folder, $"{name}.in0.npy"),
            TensorFile.Read(Path.Combine(folder, $"{name}.expected_0.npy")));
    }

    [Test]
    public void TrainingMode_IsRefused() => Assert.That(
        () => OnnxReader.Read(RepositoryFiles.Shared("cases", "bn_train_PRESERVE_13", "net.onnx")),
        Throws.TypeOf<UnsupportedModelException>().With.Message.Contains("call model.eval()"));

    private static void AssertComputes(string model, string input, Tensor expected)
    {
        Network network = OnnxReader.Read(model);
        foreach (string device in Devices)
        {
            using Session session = new(network, Device.Parse(device, threads: 2));
            NumericAssert.Close(session.Run(TensorFile.Read(input)), expected, device);
        }
    }
}
