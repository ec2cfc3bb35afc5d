namespace MiniConvViz.Imaging;

/// <summary>The colours of everything that is not data.</summary>
internal static class Palette
{
    public static readonly Rgb Paper = new(255, 255, 255);
    public static readonly Rgb Ink = new(28, 33, 40);
    public static readonly Rgb Muted = new(87, 96, 106);
    public static readonly Rgb Faint = new(130, 139, 149);
    public static readonly Rgb Hairline = new(216, 222, 228);
    public static readonly Rgb Hatch = new(221, 226, 231);
    public static readonly Rgb HatchPaper = new(246, 248, 250);

    /// <summary>Red above zero: the last colour of <see cref="ColorMap.Coolwarm"/>, and a lighter one.</summary>
    public static readonly Rgb StrongBar = new(180, 4, 38);
    public static readonly Rgb Bar = new(231, 152, 138);

    /// <summary>Blue below zero: the first colour of <see cref="ColorMap.Coolwarm"/>, and a lighter one.</summary>
    public static readonly Rgb StrongNegativeBar = new(59, 76, 192);
    public static readonly Rgb NegativeBar = new(146, 172, 240);

    private static readonly Rgb Black = new(0, 0, 0);

    /// <summary>Black or white, whichever has the higher contrast on a colour: always at least 4.5:1.</summary>
    public static Rgb InkOn(Rgb paper) => Contrast(Black, paper) >= Contrast(Paper, paper) ? Black : Paper;

    /// <summary>
    /// The contrast of two colours, 1 to 21: <c>(lighter + 0.05) / (darker + 0.05)</c> of their relative luminances.
    /// </summary>
    /// <remarks>Source: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio</remarks>
    public static double Contrast(Rgb a, Rgb b)
    {
        (double first, double second) = (Luminance(a), Luminance(b));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(Rgb color) =>
        (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));

    private static double Linear(byte part)
    {
        double share = part / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
