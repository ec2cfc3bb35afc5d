using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary>A layer that is too large for a picture is left out with a note; the report has all others.</summary>
[Category("Exhaustive")]
public sealed class TooLargeLayerTests
{
    private const int Channels = 300_000;

    [Test]
    public void Render_OneLayerTooLarge_SkipsAndReportsIt()
    {
        using TemporaryFolder folder = new();
        string model = folder.Write("net.onnx", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 2, 1))
            .Initializer(OnnxBytes.Tensor("weight", [Channels, 1, 1, 1], [.. Enumerable.Repeat(1f, Channels)]))
            .Node("Conv", "wide", ["x", "weight"], ["a"])
            .Node("ReduceMean", "mean", ["a"], ["y"], OnnxBytes.IntegerList("axes", 1))
            .Output(OnnxBytes.Value("y", 1, 1, 2, 1))
            .ToArray());
        NpyWriter.Write(folder.File("input.npy"), new Tensor([1, 1, 2, 1], [1, 2]));

        ProcessOutcome outcome =
            CliProcess.StartIn(folder.Root, "render", "--model", model, "--input", "input.npy", "--out", "out");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error, Does.Contain("input.npy: not drawn: wide: its picture would have"));
        JsonElement report = JsonSerializer.Deserialize<JsonElement>(
            File.ReadAllText(Path.Combine(folder.File("out"), "index.json")));
        Assert.That(report.GetProperty("notes").ToString(), Does.Contain("not drawn: wide"));
        JsonElement[] layers = [.. report.GetProperty("layers").EnumerateArray()];
        Assert.That(
            layers.Single(layer => layer.GetProperty("name").GetString() == "wide")
                .GetProperty("pictures").GetArrayLength(),
            Is.Zero);
        Assert.That(
            layers.Single(layer => layer.GetProperty("name").GetString() == "mean")
                .GetProperty("pictures").GetArrayLength(),
            Is.EqualTo(1));
    }
}
