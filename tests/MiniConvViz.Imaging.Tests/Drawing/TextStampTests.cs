namespace MiniConvViz.Imaging.Tests;

public sealed class TextStampTests
{
    [Test]
    public void Draw_EveryChannelNumber_IsWhatSkiaDrawsThere([Values(7, 8)] int x)
    {
        using Canvas stamped = new(60, 400), drawn = new(60, 400);
        using TextMeasure measure = new();
        for (int i = 0; i < 20; i++)
        {
            string number = $"{i * 53}";
            TextStamp stamp = TextStamp.For(number, TextStyle.Number);
            Assert.That(stamp.Width, Is.EqualTo(measure.Width(number, TextStyle.Number)));
            stamp.Draw(stamped, x, 18 + (19 * i));
            drawn.Text(x, 18 + (19 * i), number, TextStyle.Number);
        }

        Assert.That(stamped.ToPicture().ToImage().Pixels, Is.EqualTo(drawn.ToPicture().ToImage().Pixels));
    }

    [Test]
    public void Draw_NothingToSee_LeavesThePaper()
    {
        using Canvas canvas = new(40, 40), paper = new(40, 40);
        TextStamp.For(" ", TextStyle.Number).Draw(canvas, 10, 20);
        Assert.That(canvas.ToPicture().ToImage().Pixels, Is.EqualTo(paper.ToPicture().ToImage().Pixels));
    }
}
