using System.Collections.Immutable;
using System.Globalization;
using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>Which channels of a layer are drawn, and in which order.</summary>
public sealed record ChannelSelection
{
    private const string Expected = "expected all, top:K, or numbers and ranges such as 0,5,8-12";
    private const int LargestNumber = 1 << 20;

    private readonly ImmutableArray<int> _numbers;

    private ChannelSelection(int? top, ImmutableArray<int> numbers)
    {
        TopCount = top;
        _numbers = numbers;
    }

    /// <summary>Every channel, in the network's order.</summary>
    public static ChannelSelection All { get; } = new(null, default);

    /// <summary>K for <c>top:K</c>, otherwise null.</summary>
    public int? TopCount { get; }

    /// <summary>Whether every channel is drawn.</summary>
    public bool IsAll => TopCount is null && _numbers.IsDefault;

    /// <summary>The K channels with the most energy (mean square), the strongest first.</summary>
    public static ChannelSelection Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new ChannelSelection(count, default);
    }

    /// <summary>These channels, in this order.</summary>
    public static ChannelSelection Of(params ReadOnlySpan<int> numbers) => new(null, [.. numbers]);

    /// <summary>Parses its text form.</summary>
    /// <exception cref="UnreadableInputException">The text is not <c>all</c>, <c>top:K</c> or a list.</exception>
    public static ChannelSelection Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return All;
        }

        if (text.StartsWith("top:", StringComparison.OrdinalIgnoreCase))
        {
            return Number(text[4..]) is int count and > 0
                ? Top(count)
                : throw new UnreadableInputException($"channels '{text}': K must be a number from 1 up; {Expected}");
        }

        ImmutableArray<int>.Builder numbers = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not int first || Number(ends[^1]) is not int last)
            {
                throw new UnreadableInputException($"channels '{text}': '{part}' is no channel number; {Expected}");
            }

            if (last < first)
            {
                throw new UnreadableInputException($"channels '{text}': the range '{part}' runs backwards");
            }

            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return new ChannelSelection(null, [.. numbers.Distinct()]);
    }

    /// <summary>
    /// The channels to draw of one layer. Numbers beyond the layer's channels are left out, so that one list works for
    /// layers of different widths.
    /// </summary>
    /// <exception cref="UnreadableInputException">None is left.</exception>
    public ImmutableArray<int> Resolve(string layer, ImmutableArray<ChannelStatistics> channels)
    {
        if (TopCount is int count)
        {
            return [.. Enumerable.Range(0, channels.Length).OrderByDescending(c => channels[c].Energy).Take(count)];
        }

        if (_numbers.IsDefault)
        {
            return [.. Enumerable.Range(0, channels.Length)];
        }

        ImmutableArray<int> known = [.. _numbers.Where(c => c < channels.Length)];
        return known.Length > 0 ? known : throw new UnreadableInputException(
            $"{layer}: has channels 0 to {channels.Length - 1}, none of the requested ones ({_numbers[0]}, ...)");
    }

    /// <summary>
    /// The largest requested channel that a layer with this number of channels lacks; null where it has them all.
    /// </summary>
    public int? LargestMissing(int channels) =>
        _numbers.IsDefault || _numbers.Max() < channels ? null : _numbers.Max();

    /// <summary>Whether a layer with this number of channels has any requested channel.</summary>
    public bool IsIn(int channels) => _numbers.IsDefault || _numbers.Any(c => c < channels);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < LargestNumber
            ? number
            : null;
}
