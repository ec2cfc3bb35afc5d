using System.Globalization;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// A vector as bars from zero: up to 40 values get a line each, with name and number; longer vectors become rows of
/// thin bars beside a list of the largest.
/// </summary>
public static class BarChart
{
    private const int MostLines = 40;
    private const int LineHeight = 22;
    private const int BarHeight = 14;
    private const int BarLength = 400;

    /// <summary>Draws a vector.</summary>
    /// <param name="map">Values [N,features] or [N,C,1,1].</param>
    /// <param name="options">The image of the batch; NaN and infinities have the colour map's special colours.</param>
    /// <param name="labels">A name per value, such as the classes; may be shorter than the vector.</param>
    /// <exception cref="PictureTooLargeException">Its picture would not fit into memory.</exception>
    /// <exception cref="UnreadableInputException">The values are no vector, or the batch has no such image.</exception>
    public static Picture Draw(FeatureMap map, GridOptions options, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        FigureValidation.CheckDrawable(map, options);
        Shape shape = map.Values.Shape;
        if (!map.IsVector)
        {
            throw new UnreadableInputException(
                $"{map.Name}: bars need values [N,features], [N,C,1] or [N,C,1,1], got {shape}");
        }

        ReadOnlySpan<float> values = map.Values.Values.Slice(options.BatchIndex * shape.Channels, shape.Channels);
        ChannelStatistics statistics = ChannelStatistics.Of(values);
        Heading? heading = options.IsBare ? null : LayerHeading.ForVector(map, options, statistics);
        BarAxis axis = BarAxis.For(statistics);
        return values.Length <= MostLines
            ? DrawLines(values, heading, axis, options.Colors, labels ?? [])
            : DenseBarChart.Draw(map.Name, values, heading, axis, options.Colors, labels ?? []);
    }

    /// <summary>The name of one value: its index, and its label where there is one.</summary>
    internal static string Name(int index, IReadOnlyList<string> labels)
    {
        string number = index.ToString(CultureInfo.InvariantCulture);
        return index < labels.Count ? $"{labels[index]}  {number}" : number;
    }

    /// <summary>The indices of the largest finite values, the largest first.</summary>
    internal static int[] Largest(ReadOnlySpan<float> values, int count)
    {
        float[] copy = values.ToArray();
        return [.. Enumerable.Range(0, copy.Length)
            .Where(i => float.IsFinite(copy[i])).OrderByDescending(i => copy[i]).Take(count)];
    }

    private static Picture DrawLines(
        ReadOnlySpan<float> values, Heading? heading, BarAxis axis, ColorMap colors, IReadOnlyList<string> labels)
    {
        using TextMeasure measure = new();
        int longest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            longest = Math.Max(longest, (int)Math.Ceiling(measure.Width(Name(i, labels), TextStyle.Strong)));
        }

        int nameWidth = Math.Clamp(longest, 24, 260);
        int width = Math.Max(nameWidth + 12 + BarLength + 70, heading?.PreferredWidth(measure) ?? 0);
        int top = Heading.Margin + (heading is null ? 0 : heading.Height(measure, width) + 16);
        using Canvas canvas = new(width + (2 * Heading.Margin), top + (values.Length * LineHeight) + Heading.Margin);
        heading?.Draw(canvas, measure, Heading.Margin, Heading.Margin, width);

        int left = Heading.Margin + nameWidth + 12;
        int zero = left + axis.Zero(BarLength);
        int largest = Largest(values, 1) is [int first] ? first : -1;
        for (int i = 0; i < values.Length; i++)
        {
            int y = top + (i * LineHeight);
            TextStyle style = i == largest ? TextStyle.Strong : TextStyle.Body;
            string name = measure.Shorten(Name(i, labels), style, nameWidth);
            canvas.TextRight(left - 12, y + 15, name, style);
            int barTop = y + ((LineHeight - BarHeight) / 2);
            int end = DrawBar(canvas, axis, colors, values[i], i == largest, left, barTop);
            canvas.Text(end + 6, y + 15, NumberText.Of(values[i]), style);
        }

        canvas.Fill(zero, top, 1, values.Length * LineHeight, Palette.Faint);
        return canvas.ToPicture();
    }

    /// <summary>Draws one horizontal bar; returns where its number may begin.</summary>
    private static int DrawBar(Canvas canvas, BarAxis axis, ColorMap colors, float value, bool strong, int left, int y)
    {
        if (!float.IsFinite(value))
        {
            canvas.Fill(left, y, BarLength, BarHeight, BarAxis.Color(value, strong, colors));
            return left + BarLength;
        }

        int zero = axis.Zero(BarLength), end = axis.Place(value, BarLength);
        Rgb color = BarAxis.Color(value, strong, colors);
        canvas.Fill(left + Math.Min(zero, end), y, Math.Abs(end - zero), BarHeight, color);
        return left + Math.Max(zero, end);
    }
}
