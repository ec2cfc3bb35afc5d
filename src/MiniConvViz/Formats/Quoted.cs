namespace MiniConvViz.Formats;

/// <summary>Names from a file as they appear in messages.</summary>
internal static class Quoted
{
    private const int Longest = 100;
    private const int MostNames = 8;

    /// <summary>The name in single quotes, cut where a hostile file made it endless.</summary>
    public static string Name(string name) => name.Length <= Longest ? $"'{name}'" : $"'{name[..Longest]}...'";

    /// <summary>The first few names: <c>'epoch', 'optimizer' and 3 more</c>.</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        string shown = string.Join(", ", names.Take(MostNames).Select(Name));
        return names.Count > MostNames ? $"{shown} and {names.Count - MostNames} more" : shown;
    }
}
