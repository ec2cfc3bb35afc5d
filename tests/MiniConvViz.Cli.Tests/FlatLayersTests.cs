using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary>Networks that expect other pixels than ImageNet's, which are assumed for ONNX files.</summary>
public sealed class FlatLayersTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_NetworkForPixelsOf0To255_ReportsThatItsFirstLayerIsFlat()
    {
        string model = Network(scale: 1f / 255f);
        ProcessOutcome outcome = Render(model);

        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(outcome.Error, Does.StartWith("miniconvviz: conv comes out flat: "));
        Assert.That(outcome.Error, Does.Contain("of 0 to 255: --range 255").And.Contain("--bgr"));
        Assert.That(outcome.Error.TrimEnd(), Does.Not.Contain("\n"), "once for both images");
        Assert.That(File.ReadAllText(_folder.File("out/photo/index.html")), Does.Contain("conv comes out flat"));

        Render(model, "--range", "255").Succeeded();
    }

    [Test]
    public void Render_NetworkForImageNetsPixels_ReportsNothing() => Render(Network(scale: 1f)).Succeeded();

    /// <summary>A flat image makes flat maps in any network.</summary>
    [Test]
    public void Render_ImageOfOneColour_ReportsNothing() => CliProcess
        .RunIn(
            _folder.Root, "render", "--model", Network(scale: 1f / 255f), "--image",
            RepositoryFiles.Golden("images", "one-pixel.png"))
        .Succeeded();

    private ProcessOutcome Render(string model, params string[] options) => CliProcess.RunIn(
        _folder.Root,
        [
            "render", "--model", model, "--out", "out", "--image", RepositoryFiles.Golden("images", "photo.png"),
            RepositoryFiles.Golden("images", "jpeg-444.jpg"), .. options,
        ]);

    /// <summary>Eight filters with biases, over 32x32 pixels; and a ReLU.</summary>
    private string Network(float scale)
    {
        Random random = new(5);
        float[] weights = [.. Enumerable.Range(0, 8 * 3 * 9).Select(_ => ((random.NextSingle() * 2f) - 1f) * scale)];
        return _folder.Write("net.onnx", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 3, 32, 32))
            .Initializer(OnnxBytes.Tensor("weight", [8, 3, 3, 3], weights))
            .Initializer(OnnxBytes.Tensor("bias", [8], [.. Enumerable.Repeat(0.5f, 8)]))
            .Node("Conv", "conv", ["x", "weight", "bias"], ["a"])
            .Node("Relu", "relu", ["a"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 8, 30, 30))
            .ToArray());
    }
}
