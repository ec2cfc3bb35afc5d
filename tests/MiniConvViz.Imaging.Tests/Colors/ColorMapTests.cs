namespace MiniConvViz.Imaging.Tests;

public sealed class ColorMapTests
{
    private static IEnumerable<ColorMap> All => ColorMap.All;

    [TestCase("gray", "#000000", "#808080", "#FFFFFF")]
    [TestCase("viridis", "#440154", "#21918C", "#FDE725")]
    [TestCase("magma", "#000004", "#B73779", "#FCFDBF")]
    [TestCase("plasma", "#0D0887", "#CC4778", "#F0F921")]
    [TestCase("inferno", "#000004", "#BC3754", "#FCFFA4")]
    [TestCase("cividis", "#00224E", "#7D7C78", "#FEE838")]
    [TestCase("grey", "#000000", "#808080", "#FFFFFF")]
    [TestCase("turbo", "#30123B", "#A4FC3C", "#7A0403")]
    [TestCase("coolwarm", "#3B4CC0", "#DDDCDC", "#B40426")]
    public void Colors_EndsAndMiddle_AreThePublishedOnes(string name, string first, string middle, string last)
    {
        ColorMap map = ColorMap.Parse(name);
        Assert.That(
            (map.Colors.Length, map.Colors[0].ToString(), map.Colors[128].ToString(), map.Colors[255].ToString()),
            Is.EqualTo((256, first, middle, last)));
    }

    /// <summary>A label may be on any colour of a map: black or white is legible on each.</summary>
    [TestCaseSource(nameof(All))]
    public void InkOn_EveryColour_HasAContrastOfFourAndAHalf(ColorMap map)
    {
        double lowest = map.Colors.Min(static color => Palette.Contrast(Palette.InkOn(color), color));
        Assert.That(lowest, Is.GreaterThanOrEqualTo(4.5));
    }

    [TestCaseSource(nameof(All))]
    public void SpecialColors_AreFarFromTheMapAndFromEachOther(ColorMap map)
    {
        Rgb[] special = [map.NotANumber, map.PositiveInfinity, map.NegativeInfinity];
        foreach (Rgb color in special)
        {
            Assert.That(map.Colors.Min(other => Distance(color, other)), Is.GreaterThan(60), $"{color} in {map}");
            Assert.That(special.Count(other => Distance(color, other) < 60), Is.EqualTo(1), $"{color} in {map}");
        }
    }

    [TestCase(-1f, 1f)]
    [TestCase(0f, 1e-30f)]
    [TestCase(-3e38f, 3e38f)]
    [TestCase(0.1f, 0.3f)]
    public void Index_AnyValueInRange_ReadsBackWithinHalfAStep(float low, float high)
    {
        double step = ((double)high - low) / 255;
        for (int i = 0; i <= 1000; i++)
        {
            float value = (float)(low + (((double)high - low) * i / 1000));
            double back = low + (ColorMap.Index(value, low, high) * step);
            Assert.That(Math.Abs(back - value), Is.LessThanOrEqualTo(step * 0.5001), $"value {value}");
        }
    }

    [Test]
    public void Index_BeyondTheRange_IsTheLastColour() =>
        Assert.That((ColorMap.Index(-9, 0, 1), ColorMap.Index(9, 0, 1)), Is.EqualTo((0, 255)));

    [Test]
    public void Index_Halfway_RoundsUp() =>
        Assert.That((ColorMap.Index(0.5f, 0, 255), ColorMap.Index(1.5f, 0, 255)), Is.EqualTo((1, 2)));

    [Test]
    public void Index_EmptyRange_IsTheMiddle() => Assert.That(ColorMap.Index(4, 4, 4), Is.EqualTo(128));

    [Test]
    public void Parse_UnknownName_ListsTheNames() =>
        Assert.That(
            () => ColorMap.Parse("jet"),
            Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
                "colour map 'jet': expected one of gray, viridis, magma, plasma, inferno, cividis, turbo, coolwarm"));

    private static double Distance(Rgb a, Rgb b) =>
        Math.Sqrt(Math.Pow(a.R - b.R, 2) + Math.Pow(a.G - b.G, 2) + Math.Pow(a.B - b.B, 2));
}
