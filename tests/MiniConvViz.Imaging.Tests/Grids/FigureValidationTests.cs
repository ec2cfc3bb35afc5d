using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging.Tests;

/// <summary>A figure that is too large is refused before its pixels are allocated.</summary>
public sealed class FigureValidationTests
{
    [Test]
    public void Draw_MapOfTooManyPixels_ReportsHowLargeItWouldBe()
    {
        FeatureMap map = new("wide", "Conv2d", new Tensor([1, 1, 1 << 14, (1 << 14) + 1]));

        Assert.That(
            () => FeatureMapGrid.Draw(map, GridOptions.Default),
            Throws.TypeOf<PictureTooLargeException>().With.Message.StartsWith("wide: its picture would have"));
    }

    [Test]
    public void Draw_VectorOfTooManyBars_ReportsHowLargeItWouldBe()
    {
        FeatureMap map = new("long", "Linear", new Tensor([1, 1 << 23]));

        Assert.That(
            () => BarChart.Draw(map, GridOptions.Default),
            Throws.TypeOf<PictureTooLargeException>().With.Message.StartsWith("long: its picture would have"));
    }

    [Test]
    public void For_TilesBeyondWhatAnIntCounts_DoesNotWrapAround()
    {
        GridLayout layout = GridLayout.ForTiles(50_000, 100_000, 100_000, 10, 10);

        Assert.That(layout.Width, Is.Positive);
        Assert.That((long)layout.Width * layout.Height, Is.GreaterThan(1L << 40));
    }
}
