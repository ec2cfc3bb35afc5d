namespace MiniConvViz.Formats;

/// <summary>Names from a file as they appear in messages.</summary>
internal static class Quoted
{
    private const int Longest = 100;
    private const int MostNames = 8;

    /// <summary>The name in single quotes, cut to a limit, since a hostile file may contain very long ones.</summary>
    public static string Name(string name) => $"'{PrintableText.Of(name, Longest)}'";

    /// <summary>The first few names: <c>'epoch', 'optimizer' and 3 more</c>.</summary>
    public static string Names(IReadOnlyCollection<string> names) => Some(names, Name);

    /// <summary>The first few of anything, each described.</summary>
    public static string Some<T>(IReadOnlyCollection<T> items, Func<T, string> describe)
    {
        string shown = string.Join(", ", items.Take(MostNames).Select(describe));
        return items.Count > MostNames ? $"{shown} and {items.Count - MostNames} more" : shown;
    }
}
