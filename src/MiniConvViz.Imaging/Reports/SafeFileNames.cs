namespace MiniConvViz.Imaging;

/// <summary>
/// Makes file names out of node names, which may be any text: <c>layer1.0.conv1</c> is unchanged, <c>/conv1/Conv</c>
/// becomes <c>_conv1_Conv</c>. The names stay in their folder, are legal on Linux, macOS and Windows, and are unique.
/// </summary>
public sealed class SafeFileNames
{
    private const int LongestName = 100;

    private static readonly HashSet<string> ReservedOnWindows = new(
        [
            "CON", "PRN", "AUX", "NUL",
            .. Enumerable.Range(0, 10).Select(static i => $"COM{i}"),
            .. Enumerable.Range(0, 10).Select(static i => $"LPT{i}"),
        ],
        StringComparer.OrdinalIgnoreCase);

    // On Windows and macOS `Conv` and `conv` are the same file.
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A file name without extension; a repeated name becomes <c>name~2</c>.</summary>
    public string For(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string safe = Safe(name);
        string unique = safe;
        for (int number = 2; !_given.Add(unique); number++)
        {
            unique = $"{safe}~{number}";
        }

        return unique;
    }

    private static string Safe(string name)
    {
        string kept = string.Create(Math.Min(name.Length, LongestName), name, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = char.IsAsciiLetterOrDigit(from[i]) || from[i] is '.' or '_' or '-' ? from[i] : '_';
            }
        });

        // A leading dot hides a file, a leading dash looks like an option, a trailing dot is lost on Windows.
        if (kept.StartsWith('.') || kept.StartsWith('-'))
        {
            kept = $"_{kept[1..]}";
        }

        kept = kept.TrimEnd('.');
        return kept.Length == 0 || ReservedOnWindows.Contains(kept.Split('.')[0]) ? $"_{kept}" : kept;
    }
}
