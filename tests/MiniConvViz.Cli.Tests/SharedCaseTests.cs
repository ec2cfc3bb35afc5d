using System.IO.Compression;
using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>What becomes of the layers of small ONNX files of kinds that people have.</summary>
public sealed class SharedCaseTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Conv3d_DrawsPyTorchsLayersAndTheFirstOnesFilters()
    {
        Run("render", "--model", Model("conv3d"), "--input", Input("conv3d"), "--filters", "--out", "out").Succeeded();

        JsonElement[] layers = [.. new RenderedReport(_folder.File("out"))["layers"].EnumerateArray()];
        Assert.That(
            layers.Select(layer => $"{layer.GetProperty("name")} {layer.GetProperty("operator")}"),
            Is.EqualTo((string[])
            [
                "input Input", "0 Conv3d", "2 ReLU", "3 MaxPool3d", "4 Conv3d", "5 InstanceNorm3d", "6 PReLU",
                "7 Mean", "8 Flatten", "9 Linear",
            ]));
        Assert.That(_folder.File("out/0.weight.png"), Does.Exist);
    }

    /// <summary>A value that is divided by is the same for every input, so that it is shown on request only.</summary>
    [Test]
    public void Constants_AreLeftOutUnlessTheyAreNamed()
    {
        string[] words = ["--model", Model("uint8_input"), "--input", Input("uint8_input"), "--out", "out.npz"];

        Run(["export", .. words]).Succeeded();
        Assert.That(Exported(), Is.EqualTo((string[])["input", "cast", "truediv", "conv"]));
        Run(["export", .. words, "--layers", "*"]).Succeeded();
        Assert.That(Exported(), Is.EqualTo((string[])["input", "cast", "constant", "truediv", "conv"]));
    }

    [Test]
    public void FixedBatch_OfAsManyInputs_RepeatsNone()
    {
        ProcessOutcome outcome = Run(
            "export", "--model", Model("batch2_fixed"), "--input", Input("batch2_fixed"), "--out", "out.npz").Succeeded();

        Assert.That(outcome.Error, Is.Empty);
    }

    private static string Model(string name) => RepositoryFiles.Shared("cases", name, "net.onnx");

    private static string Input(string name) => RepositoryFiles.Shared("cases", name, "in0.npy");

    private string[] Exported()
    {
        using ZipArchive archive = ZipFile.OpenRead(_folder.File("out.npz"));
        return [.. archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.Name))];
    }

    private ProcessOutcome Run(params IEnumerable<string> arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
