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
    public static readonly Rgb Bar = new(133, 168, 208);
    public static readonly Rgb StrongBar = new(31, 98, 168);
    public static readonly Rgb NegativeBar = new(222, 160, 130);
    public static readonly Rgb StrongNegativeBar = new(190, 84, 46);
}
