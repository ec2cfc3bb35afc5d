using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;
using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary>What <c>render</c> passes to the network: the pixels of an image, or a tensor as it is.</summary>
public sealed class RenderInputTests : RenderFixture
{
    [Test]
    public void Render_Gray16ThatClips_IsReportedAndCanBeScaled()
    {
        string image = RepositoryFiles.Golden("images", "gray-16bit.png");
        ProcessOutcome outcome = Noted("--layers", "x", "--image", image);
        Assert.That(outcome.Error, Does.Match(
            @"^miniconvviz: gray-16bit\.png: \d+ ?% of its 16-bit grey values are above 255 and turn white"));

        Render("--layers", "x", "--image", image, "--gray16", "scale");
        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(["x"]));
    }

    [Test]
    public void Render_Size_FeedsThatManyPixels()
    {
        Succeed("render", "--model", "fashion-resnet", "--layers", "x", "fc", "--size", "41", "--out", "out");

        Assert.That(Report().AssertWhole().ShapeOf("x"), Is.EqualTo([1, 1, 41, 41]));
        Assert.That(Report().ShapeOf("fc"), Is.EqualTo([1, 10]));
    }

    [TestCase("", 224, 224)]
    [TestCase("--no-crop", 224, 288)]
    [TestCase("--no-crop --exif", 288, 224)]
    [TestCase("--no-crop --size 64", 64, 82)]
    public void Render_CropAndOrientation_FollowTheOptions(string options, int height, int width)
    {
        string weights = RandomCheckpoint.Write(Folder.File("random.safetensors"), "squeezenet1_1", 1000);
        string image = RepositoryFiles.Golden("images", "jpeg-orientation-6.jpg");
        using SKCodec codec = SKCodec.Create(image);
        Assert.That((codec.Info.Width, codec.Info.Height), Is.EqualTo((45, 35)), "the expected extents follow from it");

        Succeed(
        [
            "render", "--model", "squeezenet1_1", "--weights", weights, "--image", image, "--out", "out",
            "--layers", "x",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);

        Assert.That(Report().AssertWhole().ShapeOf("x"), Is.EqualTo([1, 3, height, width]));
    }

    [Test]
    public void Render_ReadyTensor_IsFedAsItIs()
    {
        Tensor input = new([2, 1, 28, 28]);
        input.Values.Fill(0.75f);
        NpyWriter.Write(Folder.File("batch.npy"), input);

        Render("--input", "batch.npy", "--layers", "x", "fc3");

        RenderedReport report = new(Folder.File("out/batch_1"));
        Assert.That(report.AssertWhole().ShapeOf("fc3"), Is.EqualTo([1, 10]));
        Assert.That(report["image"].GetString(), Is.EqualTo("batch.npy[1]"));
        Assert.That(report.Pictures, Is.EqualTo(["input.png", "x.png", "fc3.png"]));
        JsonElement statistics = report["layers"][0].GetProperty("statistics");
        Assert.That(statistics.GetProperty("mean").GetDouble(), Is.EqualTo(0.75));
    }
}
