using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>The fonts of one drawing, and how wide text is in them.</summary>
internal sealed class TextMeasure : IDisposable
{
    private readonly Dictionary<TextStyle, SKFont> _fonts = [];

    public SKFont Font(TextStyle style)
    {
        if (!_fonts.TryGetValue(style, out SKFont? font))
        {
            font = Typography.CreateFont(style);
            _fonts.Add(style, font);
        }

        return font;
    }

    /// <summary>The width of a text in pixels.</summary>
    public float Width(string text, TextStyle style) => Font(style).MeasureText(text);

    /// <summary>The text, or as much of its beginning as fits with an ellipsis behind it.</summary>
    public string Shorten(string text, TextStyle style, float width)
    {
        if (Width(text, style) <= width)
        {
            return text;
        }

        int length = (int)Font(style).BreakText(text, Math.Max(0, width - Width("…", style)));
        return string.Concat(text.AsSpan(0, length), "…");
    }

    public void Dispose()
    {
        foreach (SKFont font in _fonts.Values)
        {
            font.Dispose();
        }
    }
}
