using System.Text.RegularExpressions;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Text is legible: a contrast of at least 4.5:1 with its background.</summary>
public sealed partial class PaletteTests
{
    private const double Lowest = 4.5;

    private static readonly TextStyle[] Styles =
    [
        TextStyle.Title, TextStyle.Subtitle, TextStyle.Body, TextStyle.Strong, TextStyle.Number, TextStyle.Small,
        TextStyle.Mark,
    ];

    [Test]
    public void Text_OnPaperAndHatching_HasTheContrast() => Assert.Multiple(() =>
    {
        foreach (TextStyle style in Styles)
        {
            foreach (Rgb paper in (Rgb[])[Palette.Paper, Palette.HatchPaper, Palette.Hatch])
            {
                double contrast = Palette.Contrast(style.Color, paper);
                Assert.That(contrast, Is.GreaterThanOrEqualTo(Lowest), $"{style} on {paper}");
            }
        }
    });

    [Test]
    public void Contrast_BlackOnWhite_IsTwentyOne() => Assert.Multiple(() =>
    {
        Assert.That(Palette.Contrast(new Rgb(0, 0, 0), Palette.Paper), Is.EqualTo(21).Within(1e-9));
        Assert.That(Palette.Contrast(new Rgb(118, 118, 118), Palette.Paper), Is.EqualTo(4.54).Within(0.005));
    });

    [Test]
    public void InkOn_EveryGrey_HasTheContrast()
    {
        for (int grey = 0; grey < 256; grey++)
        {
            Rgb paper = new((byte)grey, (byte)grey, (byte)grey);
            Assert.That(Palette.Contrast(Palette.InkOn(paper), paper), Is.GreaterThanOrEqualTo(Lowest), $"{paper}");
        }
    }

    [Test]
    public void Bars_StrongOnes_AreTheEndsOfCoolwarm() => Assert.That(
        (Palette.StrongNegativeBar, Palette.StrongBar),
        Is.EqualTo((ColorMap.Coolwarm.Colors[0], ColorMap.Coolwarm.Colors[255])));

    /// <summary>The page's text colours, light and dark.</summary>
    [TestCase(0)]
    [TestCase(1)]
    public void Page_TextOnPaperAndCard_HasTheContrast(int theme)
    {
        Dictionary<string, Rgb> colors = Theme(theme);
        foreach (string text in (string[])["ink", "muted", "accent", "warn"])
        {
            foreach (string paper in (string[])["paper", "card"])
            {
                double contrast = Palette.Contrast(colors[text], colors[paper]);
                Assert.That(contrast, Is.GreaterThanOrEqualTo(Lowest), $"{text} on {paper}");
            }
        }

        Assert.That(HtmlStyle.Text, Does.Not.Contain("opacity"), "it would lower the contrast");
    }

    private static Dictionary<string, Rgb> Theme(int theme) => ThemeBlock().Matches(HtmlStyle.Text)[theme].Value
        .Split(';')
        .Select(text => Variable().Match(text))
        .Where(match => match.Success)
        .ToDictionary(match => match.Groups[1].Value, match => Parse(match.Groups[2].Value));

    private static Rgb Parse(string hex)
    {
        string six = hex.Length == 3 ? string.Concat(hex.Select(digit => new string(digit, 2))) : hex;
        byte[] parts = Convert.FromHexString(six);
        return new Rgb(parts[0], parts[1], parts[2]);
    }

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex ThemeBlock();

    [GeneratedRegex(@"--(\w+): #([0-9a-f]+)")]
    private static partial Regex Variable();
}
