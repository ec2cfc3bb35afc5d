using System.Globalization;

namespace MiniConvViz.Cli;

/// <summary>A count with its noun: 1 picture, 2 pictures.</summary>
internal static class Counted
{
    /// <param name="count">The number.</param>
    /// <param name="noun">The noun in the singular; its plural takes an s.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
