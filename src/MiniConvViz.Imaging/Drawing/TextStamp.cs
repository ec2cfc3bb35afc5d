using System.Collections.Concurrent;

namespace MiniConvViz.Imaging;

/// <summary>
/// A short text that is drawn many times, such as a channel's number: Skia draws it once, then it is copied, which
/// takes a tenth of the time. On white and at whole pixels the copy is identical to Skia's drawing.
/// </summary>
internal sealed class TextStamp
{
    /// <summary>The white margin around the text while it is drawn; no letter extends further.</summary>
    private const int Room = 8;

    private static readonly ConcurrentDictionary<(string Text, TextStyle Style), TextStamp> Stamps = new();

    private readonly uint[][] _rows;
    private readonly int _left, _top;

    private TextStamp(string text, TextStyle style)
    {
        using TextMeasure measure = new();
        Width = measure.Width(text, style);
        int baseline = Room + (int)Math.Ceiling(style.Size);
        using Canvas canvas = new((int)Math.Ceiling(Width) + (2 * Room), baseline + Room);
        canvas.Text(Room, baseline, text, style);
        (_left, int right, _top, int bottom) = InkedBox(canvas);
        _rows = [.. Enumerable.Range(_top, bottom - _top).Select(y => canvas.Row(_left, y, right - _left).ToArray())];
        (_left, _top) = (_left - Room, _top - baseline);
    }

    /// <summary>The width, as <see cref="TextMeasure"/> computes it.</summary>
    public float Width { get; }

    /// <summary>The stamp of a text, made at the first request.</summary>
    public static TextStamp For(string text, TextStyle style) =>
        Stamps.GetOrAdd((text, style), static key => new TextStamp(key.Text, key.Style));

    /// <summary>Copies the text to a white place; its baseline begins at (x, y).</summary>
    public void Draw(Canvas canvas, int x, int y)
    {
        for (int row = 0; row < _rows.Length; row++)
        {
            _rows[row].CopyTo(canvas.Row(x + _left, y + _top + row, _rows[row].Length));
        }
    }

    /// <summary>The smallest box inside the canvas's frame that contains all pixels that are not white.</summary>
    private static (int Left, int Right, int Top, int Bottom) InkedBox(Canvas canvas)
    {
        (int left, int right, int top, int bottom) = (Room, Room, Room, Room);
        for (int y = 1; y < canvas.Height - 1; y++)
        {
            ReadOnlySpan<uint> row = canvas.Row(0, y, canvas.Width)[1..^1];
            int first = 1 + row.IndexOfAnyExcept(Palette.Paper.Packed);
            if (first > 0)
            {
                int last = 2 + row.LastIndexOfAnyExcept(Palette.Paper.Packed);
                bool isFirst = bottom == Room;
                (left, right) = isFirst ? (first, last) : (Math.Min(left, first), Math.Max(right, last));
                (top, bottom) = (isFirst ? y : top, y + 1);
            }
        }

        return (left, right, top, bottom);
    }
}
