using MiniConvViz.Tests.Formats;
using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>render</c>'s drawing options: colours, tiles and the classes' names.</summary>
public sealed class RenderDrawingTests : RenderFixture
{
    [Test]
    public void Render_NormalizeAndColorMap_ChangeThePicture()
    {
        string[][] choices =
        [
            ["--normalize", "channel"], ["--normalize", "layer"], ["--normalize", "symmetric"],
            ["--normalize", "percentile"], ["--normalize", "fixed:-1,1.5"], ["--normalize", "symmetric:90"],
            ["--colormap", "plasma"], ["--colormap", "inferno"], ["--colormap", "cividis"],
            ["--colormap", "gray"], ["--colormap", "magma"], ["--colormap", "turbo"], ["--colormap", "coolwarm"],
        ];
        HashSet<string> pictures = [];
        foreach (string[] choice in choices)
        {
            Render(["--layers", "conv1", .. choice]);
            Report().AssertWhole();
            string pixels = Convert.ToHexString(Report().Draw("conv1").GetPixelSpan());
            Assert.That(pictures.Add(pixels), $"{string.Join(' ', choice)} draws what another choice drew.");
        }
    }

    [Test]
    public void Render_BareChannelAtScaleOne_IsThatChannel()
    {
        Render("--layers", "conv1", "--channels", "3", "--bare", "--scale", "1");

        using SKBitmap picture = Report().AssertWhole().Draw("conv1");
        int[] shape = Report().ShapeOf("conv1");
        Assert.That((picture.Height, picture.Width), Is.EqualTo((shape[2], shape[3])));
        using SKBitmap input = SKBitmap.Decode(Folder.File("out/input.png"));
        Assert.That((input.Height, input.Width), Is.EqualTo((28, 28)), "the input, without a heading, too");
    }

    [Test]
    public void Render_ScaleAndColumns_AreFollowed()
    {
        Render("--layers", "conv1", "--channels", "0-3", "--bare", "--scale", "5", "--columns", "1");

        using SKBitmap picture = Report().AssertWhole().Draw("conv1");
        int[] shape = Report().ShapeOf("conv1");
        Assert.That(
            (picture.Height, picture.Width), Is.EqualTo(((4 * ((5 * shape[2]) + 2)) - 2, 5 * shape[3])));
    }

    [Test]
    public void Render_Classes_NameTheOutputs()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"kind {i}"), "Stiefel 靴"];
        Folder.Write("names.txt", System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", names) + "\n\n"));

        ProcessOutcome outcome = Succeed(
            "render", "--model", "fashion-lenet", "--classes", "names.txt", "--layers", "fc3", "--out", "out");

        Assert.That(Report().AssertWhole().Classes[0], Is.EqualTo("Stiefel 靴"));
        Assert.That(outcome.Output, Does.StartWith("ankle-boot.png: Stiefel 靴 "));
    }

    [TestCase(
        "--classes few.txt",
        "--classes few.txt: has 2 lines, expected 10: one class name a line, in the order of fashion-lenet's outputs.")]
    [TestCase("--classes missing.txt", "--classes missing.txt: no such file.")]
    [TestCase(
        "--classes large.txt",
        "--classes large.txt: has 16777217 bytes, expected a text file with one class name a line.")]
    [TestCase(
        "--colormap jet",
        "colour map 'jet': expected one of gray, viridis, magma, plasma, inferno, cividis, turbo, coolwarm")]
    [TestCase(
        "--normalize symmetric:0",
        "normalization 'symmetric:0': expected a percentile above 0, up to 100, got '0'")]
    [TestCase(
        "--normalize loud",
        "normalization 'loud': expected auto, channel, layer, symmetric, symmetric:P, percentile, percentile:LO,HI or "
            + "fixed:LO,HI")]
    public void Render_DrawingOptionsWithoutSense_AreRefused(string options, string told)
    {
        Folder.Write("few.txt", "one\ntwo\n"u8);
        using (FileStream large = File.Create(Folder.File("large.txt")))
        {
            large.SetLength((1 << 24) + 1);
        }

        ProcessOutcome outcome =
            CliProcess.RunIn(Folder.Root, ["render", "--model", "fashion-lenet", .. options.Split(' ')]);

        Assert.That((outcome.ExitCode, outcome.Error.TrimEnd()), Is.EqualTo((2, $"miniconvviz: {told}")));
        Assert.That(Folder.Names, Is.EquivalentTo(["few.txt", "large.txt"]));
    }

    [Test]
    public void Render_ClassesOfANetworkThatIsNoClassifier_AreRefused()
    {
        Folder.Write("names.txt", "one\ntwo\n"u8);
        string model = Folder.Write("net.onnx", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 3, 8, 8))
            .Node("Relu", "relu", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 3, 8, 8))
            .ToArray());

        ProcessOutcome outcome = CliProcess.RunIn(
            Folder.Root, "render", "--model", model, "--image", Bundled("bag"), "--classes", "names.txt");

        Assert.That(outcome.Error.TrimEnd(), Is.EqualTo(
            "miniconvviz: --classes names.txt: net ends in values [1,3,8,8], which are no classes; leave it out."));
    }
}
