namespace MiniConvViz.Imaging.Tests;

public sealed class NumberTextTests
{
    [TestCase(0, "0")]
    [TestCase(1, "1")]
    [TestCase(-0.42135, "−0.421")]
    [TestCase(4.5, "4.5")]
    [TestCase(99.96, "100")]
    [TestCase(1234.5, "1234")]
    [TestCase(0.00123456, "0.00123")]
    [TestCase(1.2345e-7, "1.23e−7")]
    [TestCase(-2.5e12, "−2.5e12")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.NegativeInfinity, "−∞")]
    public void Of_ThreeDigits_IsShort(double value, string text) =>
        Assert.That(NumberText.Of(value), Is.EqualTo(text));

    [Test]
    public void EveryCharacterThatIsDrawn_IsInTheFonts()
    {
        foreach (TextStyle style in new[] { TextStyle.Body, TextStyle.Title })
        {
            using SkiaSharp.SKFont font = Typography.CreateFont(style);
            Assert.That(font.ContainsGlyphs(
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;_-/()[]{}<>%×−…·≤≥∞~éüß'\""));
        }
    }
}
