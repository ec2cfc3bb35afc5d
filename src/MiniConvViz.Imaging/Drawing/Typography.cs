using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>The two weights of Roboto that are embedded in this assembly; see <c>Fonts/README.md</c>.</summary>
internal static class Typography
{
    private static readonly Lazy<SKTypeface> RegularFace = new(static () => Load("Roboto-Regular.ttf"));
    private static readonly Lazy<SKTypeface> MediumFace = new(static () => Load("Roboto-Medium.ttf"));

    /// <summary>A font for one thread's use; its typeface is shared.</summary>
    /// <param name="style">The size and the weight.</param>
    /// <param name="fallback">A typeface of the system instead of Roboto; null for Roboto.</param>
    public static SKFont CreateFont(TextStyle style, SKTypeface? fallback = null) =>
        new(fallback ?? (style.Medium ? MediumFace.Value : RegularFace.Value), style.Size)
        {
            Subpixel = true,
            Edging = SKFontEdging.Antialias,
            Hinting = SKFontHinting.None,
        };

    private static SKTypeface Load(string name)
    {
        using Stream stream = typeof(Typography).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is not embedded in this assembly.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The font {name} cannot be read.");
    }
}
