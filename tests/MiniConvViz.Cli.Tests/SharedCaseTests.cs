using System.IO.Compression;
using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>The layers of small ONNX files of common kinds.</summary>
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

    /// <summary>A constant divisor is the same for every input, so that it is shown on request only.</summary>
    [Test]
    public void Constants_AreLeftOutUnlessTheyAreNamed()
    {
        string[] words = ["--model", Model("uint8_input"), "--input", Input("uint8_input"), "--out", "out.npz"];

        Run(["export", .. words]).Succeeded();
        Assert.That(Exported(), Is.EqualTo((string[])["input", "cast", "truediv", "conv"]));
        Run(["export", .. words, "--layers", "*"]).Succeeded();
        Assert.That(Exported(), Is.EqualTo((string[])["input", "cast", "constant", "truediv", "conv"]));
    }

    [TestCase("crnn", "the operator LSTX ('/rnn/LSTX')")]
    public void Unsupported_IsNamedByEveryCommand(string name, string named)
    {
        string[] words = ["--model", Unsupported(name), "--input", Input(name)];
        ProcessOutcome[] outcomes =
        [
            Run("inspect", "--model", Unsupported(name)),
            Run(["render", .. words, "--out", "out"]),
            Run(["export", .. words, "--out", "out.npz"]),
            Run(["statistics", .. words]),
        ];

        foreach (ProcessOutcome outcome in outcomes)
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            Assert.That(
                outcome.Error.TrimEnd(), Does.Contain(named).And.EndsWith("computed; --strict refuses such files"));
        }

        Assert.That(File.ReadAllText(_folder.File("out/index.html")), Does.Contain("nodes cannot be computed"));
    }

    [TestCase("crnn", "the operator LSTX ('/rnn/LSTX')")]
    public void Unsupported_IsRefusedByStrict(string name, string named)
    {
        string model = Unsupported(name);
        Run("inspect", "--strict", "--model", model).IsRefused(3, named);
        Run("render", "--strict", "--model", model, "--input", Input(name), "--out", "out").IsRefused(3, named);
        Assert.That(_folder.Names, Is.EqualTo((string[])[Path.GetFileName(model)]));
    }

    [Test]
    public void Unsupported_IsInTheJsonOfInspectAndBench()
    {
        string[] model = ["--model", Unsupported("crnn"), "--json"];

        foreach (string[] command in (string[][])[["inspect"], ["bench", "--runs", "1"]])
        {
            ProcessOutcome outcome = Run([.. command, .. model]);
            JsonElement[] missing = [.. outcome.Json().GetProperty("missing").EnumerateArray()];
            Assert.That(missing, Has.Length.EqualTo(5));
            Assert.That(missing.Skip(1).Select(lost => lost.GetProperty("reason").GetString()), Has.All.Empty);
            Assert.That(missing[0].GetProperty("name").GetString(), Is.EqualTo("/rnn/LSTX"));
            Assert.That(missing[0].GetProperty("operator").GetString(), Is.EqualTo("LSTX"));
            Assert.That(missing[0].GetProperty("reason").GetString(), Is.EqualTo("the operator LSTX is not supported"));
        }
    }

    [Test]
    public void StrictAndPartial_ContradictEachOther() => Run("inspect", "--weights", "x.pth", "--partial", "--strict")
        .IsRefused(2, "--strict refuses what --partial allows; give one of the two.");

    /// <summary>The wrong export is refused as a whole: hardly anything of it is what the network computes.</summary>
    [Test]
    public void TrainingMode_IsRefusedByEveryCommand()
    {
        const string Named = "call model.eval() before torch.onnx.export";
        string[] words = ["--model", Model("bn_train_PRESERVE_13"), "--input", Input("bn_train_PRESERVE_13")];

        Run("inspect", "--model", Model("bn_train_PRESERVE_13")).IsRefused(3, Named);
        Run(["render", .. words, "--out", "out"]).IsRefused(3, Named);
        Run(["export", .. words, "--out", "out.npz"]).IsRefused(3, Named);
        Assert.That(_folder.Names, Is.Empty);
    }

    [Test]
    public void FixedBatch_OfAsManyInputs_RepeatsNone()
    {
        string[] words = ["--model", Model("batch2_fixed"), "--input", Input("batch2_fixed"), "--out", "out.npz"];

        Assert.That(Run(["export", .. words]).Succeeded().Error, Is.Empty);
    }

    private static string Model(string name) => RepositoryFiles.Shared("cases", name, "net.onnx");

    /// <summary>The case's network with its LSTM renamed to an operator that does not exist.</summary>
    private string Unsupported(string name) =>
        _folder.Write("unsupported.onnx", RepositoryFiles.Renamed(Model(name), "LSTM", "LSTX"));

    private static string Input(string name) => RepositoryFiles.Shared("cases", name, "in0.npy");

    private string[] Exported()
    {
        using ZipArchive archive = ZipFile.OpenRead(_folder.File("out.npz"));
        return [.. archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.Name))];
    }

    private ProcessOutcome Run(params IEnumerable<string> arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
