using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Networks whose weights or activations are NaN, infinite or near it: drawn, counted, warned about, wrong.
/// </summary>
public sealed class NotFiniteTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(float.NaN, true)]
    [TestCase(float.PositiveInfinity, true)]
    [TestCase(3e38f, false)]
    [TestCase(1e30f, false)]
    public void Render_AnyMagnitude_WritesReportsThatReadBack(float planted, bool warns)
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root,
            "render", "--model", "fashion-lenet", "--weights", Weights(planted), "--json", "--out", "out");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error, warns ? Does.Contain("warning: ").And.Contain("'conv1.weight'") : Is.Empty);
        Assert.That(outcome.Json()[0].GetProperty("classes").GetArrayLength(), Is.EqualTo(5));
        JsonElement report = JsonSerializer.Deserialize<JsonElement>(
            File.ReadAllText(Path.Combine(_folder.File("out"), "index.json")));
        Assert.That(report.GetProperty("layers").GetArrayLength(), Is.EqualTo(13));
        foreach (string picture in Directory.GetFiles(_folder.File("out"), "*.png"))
        {
            PngFile.AssertDecodes(picture);
        }
    }

    [Test]
    public void Verify_NotFiniteOutputs_IsWrong([Values(float.NaN, float.PositiveInfinity)] float planted)
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "verify", "--model", "fashion-lenet", "--weights", Weights(planted), "--json",
            "--reference", RepositoryFiles.Get("weights", "fashion-lenet", "reference.safetensors"));

        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Error);
        Assert.That(outcome.Json().GetProperty("firstDivergence").GetString(), Is.EqualTo("conv1"));
    }

    [TestCase("statistics")]
    [TestCase("bench", "--runs", "1")]
    [TestCase("export")]
    [TestCase("inspect")]
    public void EveryCommand_BrokenWeights_WarnsInOneLineAndGoesOn(string command, params string[] words)
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, [command, "--model", "fashion-lenet", "--weights", Weights(float.NaN), .. words]);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        Assert.That(outcome.Error, Does.StartWith("miniconvviz: warning: ").And.Contain("'conv1.weight' (400 of 400)"));
    }

    [Test]
    public void Export_Exact_TapsChangeNoByte()
    {
        foreach ((string layers, string output) in ((string, string)[])[("*", "all"), ("fc", "last")])
        {
            CliProcess.RunIn(
                _folder.Root, "export", "--model", "fashion-resnet", "--exact", "--layers", layers,
                "--format", "npy", "--out", output).Succeeded();
        }

        Assert.That(
            File.ReadAllBytes(Path.Combine(_folder.File("last"), "fc.npy")),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(_folder.File("all"), "fc.npy"))));
    }

    /// <summary>fashion-lenet with one value for all of its first filters.</summary>
    private string Weights(float planted)
    {
        Dictionary<string, Tensor> tensors = [];
        foreach (Node node in ModelZoo.Load("fashion-lenet").Nodes)
        {
            foreach (Parameter parameter in node.Operator.Parameters)
            {
                tensors[$"{node.Name}.{parameter.Name}"] = parameter.Value;
            }
        }

        tensors["conv1.weight"] = Tensor.Full(tensors["conv1.weight"].Shape, planted);
        string path = _folder.File("planted.safetensors");
        SafeTensorsWriter.Write(path, tensors);
        return path;
    }
}
