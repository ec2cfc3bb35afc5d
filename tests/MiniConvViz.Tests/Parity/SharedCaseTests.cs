using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>Small ONNX files of common kinds, each compared with the output of PyTorch or ONNX Runtime.</summary>
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
    [TestCase("topk")]
    [TestCase("sort_argmin")]
    [TestCase("where_mask")]
    [TestCase("tile")]
    [TestCase("crnn")]
    public void Case_MatchesPyTorch(string name) => AssertComputes(
        Case(name, "net.onnx"), Case(name, "in0.npy"), TensorFile.Read($"{Case(name, "expected.npz")}:__output0"));

    [TestCase("nhwc")]
    [TestCase("if_const")]
    [TestCase("function")]
    [TestCase("qdq")]
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

    /// <summary>The operator of a file is renamed to one that does not exist.</summary>
    [TestCase("crnn", "LSTM", "LSTX")]
    public void UnsupportedOperator_IsNamedAndTheRestRuns(string name, string renamed, string @operator)
    {
        using TemporaryFolder folder = new();
        string model = folder.Write("net.onnx", RepositoryFiles.Renamed(Case(name, "net.onnx"), renamed, @operator));
        string named = $@"(operator {@operator}\b|\({@operator}\))";
        Network network = OnnxReader.Read(model);

        Assert.That(network.MissingSummary, Does.Match(named));
        Assert.That(network.Nodes.Select(node => node.Operator.Kind), Does.Contain("Conv2d"));
        foreach (string device in Devices)
        {
            using Session session = new(network, Device.Parse(device, threads: 2));
            Assert.That(session.Run(TensorFile.Read(Case(name, "in0.npy"))).Shape.Count, Is.Positive, device);
        }

        Assert.That(
            () => OnnxReader.Read(model, given: null, strict: true),
            Throws.TypeOf<UnsupportedModelException>().With.Message.Match(named));
    }

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
