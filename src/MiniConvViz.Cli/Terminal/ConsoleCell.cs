using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MiniConvViz.Cli;

/// <summary>A cell of a <see cref="ConsoleTable"/>; control characters of its text are made visible.</summary>
internal sealed class ConsoleCell(string text, string color = "default")
{
    private const int Longest = 500;
    private const string Ellipsis = "…";

    private readonly string _text = PrintableText.Of(text, Longest);

    /// <summary>The terminal cells it takes; letters of Chinese, Japanese and Korean take two.</summary>
    public int Width => WidthOf(_text);

    public static implicit operator ConsoleCell(string text) => new(text);

    /// <summary>The text as Spectre.Console's markup, shortened to a width.</summary>
    /// <param name="width">Cells of the terminal.</param>
    /// <param name="kind">Whether the middle or the end is left out.</param>
    public string MarkupIn(int width, ColumnKind kind) => $"[{color}]{Markup.Escape(Shortened(width, kind))}[/]";

    private string Shortened(int width, ColumnKind kind)
    {
        if (Width <= width)
        {
            return _text;
        }

        int start = kind == ColumnKind.Name ? (width - 1) / 2 : width - 1;
        string[] letters = [.. Letters(_text)];
        string end = string.Concat(Fitting(letters.Reverse(), width - 1 - start).Reverse());
        return string.Concat(Fitting(letters, start)).TrimEnd() + Ellipsis + end.TrimStart();
    }

    private static IEnumerable<string> Fitting(IEnumerable<string> letters, int width) =>
        letters.TakeWhile(letter => (width -= WidthOf(letter)) >= 0);

    private static IEnumerable<string> Letters(string text)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
        {
            yield return letters.GetTextElement();
        }
    }

    private static int WidthOf(string text) => new Segment(text).CellCount();
}
