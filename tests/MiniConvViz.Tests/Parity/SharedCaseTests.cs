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
    [TestCase("batch2_fixed")]
    [TestCase("squeeze_if")]
    [TestCase("conv3d")]
    [TestCase("conv3d_dynD")]
    [TestCase("avgpool3d")]
    [TestCase("reduce_l2")]
    [TestCase("log")]
    [TestCase("tile")]
    [TestCase("topk")]
    [TestCase("sort_argmin")]
    [TestCase("where_mask")]
    public void Case_MatchesPyTorch(string name) => AssertComputes(
        Case(name, "net.onnx"), Case(name, "in0.npy"), TensorFile.Read($"{Case(name, "expected.npz")}:__output0"));

    [TestCase("nhwc")]
    public void Case_MatchesOnnxRuntime(string name) => AssertComputes(
        Case(name, "net.onnx"), Case(name, "in0.npy"), TensorFile.Read(Case(name, "expected_0.npy")));

    [TestCase("audio_bx_samples")]
    [TestCase("audio_n1t_400")]
    [TestCase("nhwc_dynamic")]
    [TestCase("unet_6_levels_dynamic")]
    public void CaseOfOpenAxes_MatchesOnnxRuntime(string name) => AssertComputes(
        Case("free_axes", $"{name}.onnx"),
        Case("free_axes", $"{name}.in0.npy"),
        TensorFile.Read(Case("free_axes", $"{name}.expected_0.npy")));

    [Test]
    public void TrainingMode_IsRefused() => Assert.That(
        () => OnnxReader.Read(Case("bn_train_PRESERVE_13", "net.onnx")),
        Throws.TypeOf<UnsupportedModelException>().With.Message.Contains("call model.eval()"));

    [TestCase("if_const", "If")]
    [TestCase("function", "pkg.torch.Block")]
    [TestCase("qdq", "QuantizeLinear")]
    [TestCase("crnn", "LSTM")]
    public void UnsupportedOperator_IsNamed(string name, string @operator) => Assert.That(
        () => OnnxReader.Read(Case(name, "net.onnx")),
        Throws.TypeOf<UnsupportedModelException>().With.Message.Match($@"(operator {@operator}\b|\({@operator}\))"));

    /// <summary>Every folder with a network and its input is in a test above.</summary>
    [Test]
    public void EveryCase_IsTested()
    {
        string[] tested =
        [
            .. typeof(SharedCaseTests).GetMethods()
                .SelectMany(method => method.GetCustomAttributes(typeof(TestCaseAttribute), inherit: false))
                .Select(test => (string)((TestCaseAttribute)test).Arguments[0]!),
            "bn_train_PRESERVE_13",
        ];
        IEnumerable<string> folders = Directory.GetDirectories(Case())
            .Where(folder => File.Exists(Path.Combine(folder, "net.onnx")))
            .Select(folder => Path.GetFileName(folder));
        IEnumerable<string> openAxes = Directory.GetFiles(Case("free_axes"), "*.onnx")
            .Select(file => Path.GetFileNameWithoutExtension(file));

        Assert.That(folders.Concat(openAxes), Is.SubsetOf(tested));
    }

    private static string Case(params ReadOnlySpan<string> path) => RepositoryFiles.Shared(["cases", .. path]);

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
