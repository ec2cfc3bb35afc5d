using System.Text.Json;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The two lines of Python that <c>inspect --weights</c> prints for a network that is not in the zoo, executed by real
/// PyTorch: completed by the network's class they export an ONNX file that computes the same as the saved network.
/// Needs Debian's python3-torch.
/// </summary>
public sealed class PythonExportTests
{
    private TemporaryFolder? _folder;

    [OneTimeSetUp]
    public void ExportAll()
    {
        SystemPython.RequirePyTorch();
        _folder = new TemporaryFolder();
        string script = RepositoryFiles.Get("tests", "python", "unknown_network.py");
        string[] files = SystemPython.Run(script, "save", _folder.Root)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string[]> lines = files.ToDictionary(file => file, LinesFor);
        File.WriteAllText(_folder.File("lines.json"), JsonSerializer.Serialize(lines));
        SystemPython.Run(script, "export", _folder.Root);
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [TestCase("nested.pth", "model.load_state_dict({k.removeprefix(\"module.\"): v for k, v in "
        + "torch.load(\"nested.pth\", map_location=\"cpu\")[\"model\"].items()})")]
    [TestCase("whole.pth", "from unknown_network import YourNetwork; model = YourNetwork(); model.load_state_dict("
        + "torch.load(\"whole.pth\", map_location=\"cpu\")[\"state\"][0])")]
    [TestCase("arrays.npz", "torch.from_numpy(v) for k, v in numpy.load(\"arrays.npz\").items()")]
    [TestCase("arrays.pkl", "pickle.load(open(\"arrays.pkl\", \"rb\"))[\"model\"].items()")]
    [TestCase("script.pt", "model = torch.jit.load(\"script.pt\", map_location=\"cpu\")")]
    [TestCase("pytorch_model.bin.index.json", "torch.load(f, map_location=\"cpu\").items()")]
    public void PrintedLines_ExportWhatTheNetworkComputes(string file, string expected)
    {
        Assert.That(LinesFor(file)[0], Does.Contain(expected));

        Network network = OnnxReader.Read(_folder!.File(Path.GetFileNameWithoutExtension(file) + ".onnx"));
        using Session session = new(network, Device.Cpu());
        Tensor output = session.Run(TensorFile.Read(_folder.File("reference.npz") + ":input"));
        Tensor saved = TensorFile.Read(_folder.File("reference.npz") + ":output");
        Assert.That(output.Shape, Is.EqualTo(saved.Shape));
        float largest = saved.Values.ToArray().Max(Math.Abs);
        Assert.That(largest, Is.GreaterThan(0.1f));
        Assert.That(
            output.Values.ToArray().Zip(saved.Values.ToArray(), (ours, theirs) => Math.Abs(ours - theirs)),
            Is.All.LessThan(1e-5f * largest));
    }

    private string[] LinesFor(string file)
    {
        string[] output = CliProcess.RunIn(_folder!.Root, "inspect", "--weights", file).Succeeded().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.That(output[^3], Is.EqualTo("any network can be exported to ONNX, in Python:"));
        return output[^2..];
    }
}
