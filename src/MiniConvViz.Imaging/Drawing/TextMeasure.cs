using System.Globalization;
using System.Text;
using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>The fonts of one drawing, and the width of text in them.</summary>
internal sealed class TextMeasure : IDisposable
{
    private readonly Dictionary<(TextStyle Style, SKTypeface? Fallback), SKFont> _fonts = [];
    private readonly Dictionary<(string Text, TextStyle Style), float> _widths = [];

    /// <summary>Roboto in a style.</summary>
    public SKFont Font(TextStyle style) => Font(style, null);

    /// <summary>
    /// The text in pieces of one font each: Roboto, a font of the system for characters that Roboto lacks, and where
    /// there is none the character's code in Roboto, such as <c>[U+4E2D]</c>.
    /// </summary>
    public IReadOnlyList<TextRun> Runs(string text, TextStyle style)
    {
        SKFont roboto = Font(style);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') || roboto.ContainsGlyphs(text))
        {
            return [new TextRun(text, roboto)];
        }

        List<TextRun> runs = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            (string piece, SKFont font) = Piece(rune, style, roboto);
            bool continues = runs.Count > 0 && runs[^1].Font == font;
            string joined = continues ? runs[^1].Text + piece : piece;
            if (continues)
            {
                runs.RemoveAt(runs.Count - 1);
            }

            runs.Add(new TextRun(joined, font));
        }

        return runs;
    }

    /// <summary>The width of a text in pixels.</summary>
    public float Width(string text, TextStyle style)
    {
        if (!_widths.TryGetValue((text, style), out float width))
        {
            width = Runs(text, style).Sum(static run => run.Font.MeasureText(run.Text));
            _widths.Add((text, style), width);
        }

        return width;
    }

    /// <summary>The text, or the longest beginning that fits, followed by an ellipsis.</summary>
    public string Shorten(string text, TextStyle style, float width) => Width(text, style) <= width
        ? text
        : string.Concat(text.AsSpan(0, Fit(text, style, Math.Max(0, width - Width("…", style)))), "…");

    /// <summary>
    /// The text in lines that fit a width, broken at spaces, or within a word that is wider than a line. Text that does
    /// not fit into the last allowed line is replaced by an ellipsis.
    /// </summary>
    public List<string> Wrap(string text, TextStyle style, float width, int mostLines)
    {
        List<string> lines = [];
        while (lines.Count < mostLines - 1 && Width(text, style) > width)
        {
            int length = Math.Max(Rune.GetRuneAt(text, 0).Utf16SequenceLength, Fit(text, style, width));
            int space = text.LastIndexOf(' ', Math.Min(length, text.Length - 1));
            length = space > 0 ? space : length;
            lines.Add(text[..length]);
            text = text[length..].TrimStart(' ');
        }

        lines.Add(Shorten(text, style, width));
        return lines;
    }

    public void Dispose()
    {
        foreach (SKFont font in _fonts.Values)
        {
            font.Dispose();
        }
    }

    /// <summary>The number of characters at the beginning that fit a width; a surrogate pair is not split.</summary>
    private int Fit(string text, TextStyle style, float width)
    {
        int fits = 0, tooMany = text.Length + 1;
        while (tooMany - fits > 1)
        {
            int length = (fits + tooMany) / 2;
            (fits, tooMany) = Width(text[..length], style) <= width ? (length, tooMany) : (fits, length);
        }

        return fits > 0 && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : fits;
    }

    private (string Text, SKFont Font) Piece(Rune rune, TextStyle style, SKFont roboto)
    {
        // A variation selector or a joiner has no shape of its own.
        bool isShapeless = rune.Value is >= 0xFE00 and <= 0xFE0F or 0x200D;
        return roboto.ContainsGlyph(rune.Value) ? (rune.ToString(), roboto)
            : isShapeless ? ("", roboto)
            : !Rune.IsControl(rune) && FallbackFonts.For(rune) is SKTypeface face ? (rune.ToString(), Font(style, face))
            : (string.Create(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]"), roboto);
    }

    private SKFont Font(TextStyle style, SKTypeface? fallback)
    {
        if (!_fonts.TryGetValue((style, fallback), out SKFont? font))
        {
            font = Typography.CreateFont(style, fallback);
            _fonts.Add((style, fallback), font);
        }

        return font;
    }
}
