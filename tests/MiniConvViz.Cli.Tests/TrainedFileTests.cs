using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Networks that others have trained and saved as ONNX (<see cref="TrainedFile"/>) are drawn, exported, verified and
/// timed.
/// </summary>
[Category("Exhaustive")]
public sealed class TrainedFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("ResNet18.onnx", "1,3,224,224", "kind:Conv2d")]
    [TestCase("ResNetPreprocess.onnx", "1,3,224,224", "*")]
    [TestCase("ch_PP-OCRv4_det_infer.onnx", "1,3,96,128", "kind:Conv2d")]
    [TestCase("ch_PP-OCRv4_rec_infer.onnx", "1,3,48,120", "kind:Conv2d")]
    [TestCase("ch_ppocr_mobile_v2.0_cls_infer.onnx", "1,3,48,192", "kind:Conv2d")]
    public void EveryCommand_TakesIt(string file, string shape, string layers)
    {
        string model = TrainedFile.Get(file);
        string[] size = shape.Split(',');
        string[] input =
        [
            "--model", model, "--image", RepositoryFiles.Get("weights", "images", "ankle-boot.png"),
            "--resize", $"{size[2]}x{size[3]}", "--no-crop",
        ];
        string reference = _folder.File("reference.safetensors");

        Run(["render", .. input, "--layers", layers, "--out", _folder.File("out")]);
        Run(["export", .. input, "--format", "safetensors", "--device", "reference", "--out", reference]);
        JsonElement verified =
            Run(["verify", "--model", model, "--reference", reference, "--device", "cpu", "--json"]).Json();
        JsonElement timed =
            Run(["bench", "--model", model, "--input-shape", shape, "--runs", "1", "--json"]).Json();

        RenderedReport report = new(_folder.File("out"));
        Assert.That(report.Layers, Is.Not.Empty);
        Assert.That(verified.GetProperty("withinRounding").GetInt32(), Is.Positive);
        Assert.That(verified.GetProperty("suspicious").GetInt32() + verified.GetProperty("wrong").GetInt32(), Is.Zero);
        Assert.That(timed.GetProperty("medianMilliseconds").GetDouble(), Is.Positive);
    }

    private ProcessOutcome Run(string[] arguments)
    {
        ProcessOutcome outcome = CliProcess.RunIn(_folder.Root, arguments);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return outcome;
    }
}
