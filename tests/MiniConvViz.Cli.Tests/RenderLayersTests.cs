using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// <c>render</c>'s choice of what is drawn: <c>--layers</c>, <c>--channels</c>, <c>--filters</c> and
/// <c>--with-input</c>.
/// </summary>
public sealed class RenderLayersTests : RenderFixture
{
    [TestCase("conv?", "conv1 conv2")]
    [TestCase("kind:maxpool2d", "pool1 pool2")]
    [TestCase("fc3 relu1", "relu1 fc3")]
    public void Render_Layers_AreTheOnesRequested(string patterns, string drawn)
    {
        Render(["--layers", .. patterns.Split(' ')]);

        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(drawn.Split(' ')));
    }

    [TestCase("0,3-4")]
    [TestCase("top:3")]
    public void Render_Channels_DrawThreeOfSixteen(string channels)
    {
        Render("--layers", "conv1", "--channels", "all");
        int all = Area(Report().Draw("conv1"));

        Render("--layers", "conv1", "--channels", channels);
        Assert.That(Area(Report().AssertWhole().Draw("conv1")), Is.LessThan(all / 2));
    }

    [Test]
    public void Render_ChannelsThatNarrowLayersLack_AreNoted()
    {
        ProcessOutcome outcome = Noted("--layers", "conv*", "--channels", "20");

        Assert.That(outcome.Error, Does.Contain("--channels: conv1 has no channel 20, but "));
        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(["conv2"]));
        Assert.That(Report()["notes"][0].GetString(), Does.Contain("conv1"));
    }

    [Test]
    public void Render_ChannelsThatALayerLacksInPart_AreReportedOnceForAllImages()
    {
        ProcessOutcome outcome = Noted(
            "--layers", "conv1", "relu1", "--channels", "0,99", "--image", Bundled("bag"), Bundled("coat"));

        Assert.That(outcome.Error, Does.Match(
            @"^miniconvviz: --channels: conv1 has no channel 99, but \d+ channels, and 1 more layers lack some"));
        Assert.That(Report("bag").AssertWhole().Layers, Is.EqualTo(["conv1", "relu1"]));
    }

    [Test]
    public void Render_FiltersWithoutAConvolution_AreReportedToBeMissing()
    {
        ProcessOutcome outcome = Noted("--layers", "relu1", "--filters");

        Assert.That(outcome.Error.TrimEnd(), Is.EqualTo(
            "miniconvviz: --filters: no convolution is among the layers drawn, so no filters are; add one to --layers, "
            + "such as conv1"));
        Assert.That(Report().AssertWhole().Pictures, Is.EqualTo(["input.png", "relu1.png"]));
    }

    [Test]
    public void Render_Filters_AddsAPictureToEveryConvolution()
    {
        Render("--layers", "conv*", "relu1", "--filters");

        RenderedReport report = Report().AssertWhole();
        Assert.That(
            report.Pictures,
            Is.EqualTo(["input.png", "conv1.png", "conv1.weight.png", "relu1.png", "conv2.png", "conv2.weight.png"]));
    }

    [Test]
    public void Render_WithInput_DrawsWhatALayerReadsAndShowsItBeside()
    {
        Render("--layers", "pool1", "--with-input");

        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(["relu1", "pool1"]));
        Assert.That(
            Report()["layers"][1].GetProperty("inputs").EnumerateArray().Select(name => name.GetString()),
            Is.EqualTo(["relu1"]));
        string page = File.ReadAllText(Folder.File("out/index.html"));
        string section = page[page.IndexOf("<section id=\"layer-1\">", StringComparison.Ordinal)..];
        Assert.That(section, Does.Contain("<div class=\"beside\">"));
        Assert.That(section, Does.Contain("<figcaption>input: relu1</figcaption>"));
        Assert.That(
            section.IndexOf("relu1.png", StringComparison.Ordinal),
            Is.LessThan(section.IndexOf("pool1.png", StringComparison.Ordinal)));
    }

    private static int Area(SKBitmap picture) => picture.Width * picture.Height;
}
