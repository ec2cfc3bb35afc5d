using System.Globalization;

namespace MiniConvViz.Cli;

/// <summary>How many of something, in words: 1 picture, 2 pictures.</summary>
internal static class Counted
{
    /// <param name="count">How many.</param>
    /// <param name="noun">As one; its plural takes an s.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
