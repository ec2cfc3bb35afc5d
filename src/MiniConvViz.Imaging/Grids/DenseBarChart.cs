using System.Globalization;

namespace MiniConvViz.Imaging;

/// <summary>
/// A long vector: rows of thin vertical bars on one common scale, and a list of the ten largest values.
/// </summary>
internal sealed class DenseBarChart
{
    private const int Listed = 10;
    private const int ListGap = 36;
    private const int ListWidth = 120;
    private const int LabelWidth = 160;
    private const int ListLine = 20;
    private const int TickHeight = 22;

    private readonly int _count;
    private readonly int _pitch;
    private readonly int _perRow;
    private readonly int _tickStep;
    private readonly int _rowHeight;

    private DenseBarChart(int count)
    {
        _count = count;
        (_pitch, _perRow, _tickStep) = count switch
        {
            <= 320 => (Math.Clamp(800 / count, 3, 10), count, count <= 100 ? 10 : 50),
            <= 2048 when count % 250 == 0 => (3, 250, 50),
            <= 2048 => (3, 256, 32),
            <= 8192 => (2, 512, 64),
            _ => (1, 1024, 128),
        };
        _rowHeight = Rows switch { 1 => 200, 2 => 130, <= 4 => 84, _ => 52 };
    }

    private int Rows => (_count + _perRow - 1) / _perRow;

    public static Picture Draw(
        string name,
        ReadOnlySpan<float> values,
        Heading? heading,
        BarAxis axis,
        ColorMap colors,
        IReadOnlyList<string> labels)
    {
        DenseBarChart chart = new(values.Length);
        using TextMeasure measure = new();
        int chartWidth = chart._pitch * chart._perRow;
        int listWidth = labels.Count > 0 ? ListWidth + LabelWidth : ListWidth;
        int width = Math.Max(chartWidth + ListGap + listWidth, heading?.PreferredWidth(measure) ?? 0);
        int top = Heading.Margin + (heading is null ? 0 : heading.Height(measure, width) + 16);
        int height = Math.Max(chart.Rows * (chart._rowHeight + TickHeight), ListLine * (Listed + 1));
        FigureValidation.CheckSize(name, width, top + height);
        using Canvas canvas = new(width + (2 * Heading.Margin), top + height + Heading.Margin);
        heading?.Draw(canvas, measure, Heading.Margin, Heading.Margin, width);

        int[] largest = BarChart.Largest(values, Listed);
        for (int row = 0; row < chart.Rows; row++)
        {
            chart.DrawRow(canvas, values, axis, colors, largest, row, top + (row * (chart._rowHeight + TickHeight)));
        }

        DrawList(canvas, measure, values, largest, labels, Heading.Margin + chartWidth + ListGap, top, listWidth);
        return canvas.ToPicture();
    }

    private void DrawRow(
        Canvas canvas, ReadOnlySpan<float> values, BarAxis axis, ColorMap colors, int[] largest, int row, int top)
    {
        int first = row * _perRow;
        int count = Math.Min(_perRow, _count - first);
        int zero = _rowHeight - axis.Zero(_rowHeight);
        canvas.Fill(Heading.Margin, top, _perRow * _pitch, _rowHeight, Palette.HatchPaper);
        for (int i = 0; i < count; i++)
        {
            float value = values[first + i];
            int end = float.IsFinite(value) ? _rowHeight - axis.Place(value, _rowHeight) : 0;
            Rgb color = BarAxis.Color(value, largest.Contains(first + i), colors);
            canvas.Fill(
                Heading.Margin + (i * _pitch),
                top + Math.Min(zero, end),
                Math.Max(1, _pitch - 1),
                Math.Abs(zero - end),
                color);
            if ((first + i) % _tickStep == 0)
            {
                canvas.Fill(Heading.Margin + (i * _pitch), top + _rowHeight, 1, 4, Palette.Faint);
                canvas.Text(
                    Heading.Margin + (i * _pitch),
                    top + _rowHeight + 15,
                    (first + i).ToString(CultureInfo.InvariantCulture),
                    TextStyle.Small);
            }
        }

        canvas.Fill(Heading.Margin, top + Math.Min(zero, _rowHeight - 1), _perRow * _pitch, 1, Palette.Faint);
    }

    private static void DrawList(
        Canvas canvas, TextMeasure measure, ReadOnlySpan<float> values, int[] largest,
        IReadOnlyList<string> labels, int x, int top, int width)
    {
        canvas.Text(x, top + 11, "largest values", TextStyle.Small);
        for (int i = 0; i < largest.Length; i++)
        {
            int baseline = top + 12 + ((i + 1) * ListLine);
            int index = largest[i];
            string number = index.ToString(CultureInfo.InvariantCulture);
            canvas.TextRight(x + 34, baseline, number, TextStyle.Strong);
            string value = NumberText.Of(values[index]);
            string name = index < labels.Count ? labels[index] : "";
            float room = width - 34 - 10 - 10 - measure.Width(value, TextStyle.Body);
            canvas.Text(x + 44, baseline, measure.Shorten(name, TextStyle.Body, room), TextStyle.Body);
            canvas.TextRight(x + width, baseline, value, TextStyle.Body);
        }
    }
}
