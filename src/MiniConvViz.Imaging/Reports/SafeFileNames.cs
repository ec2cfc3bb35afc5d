namespace MiniConvViz.Imaging;

/// <summary>
/// Makes file names out of node names, which may be anything: <c>layer1.0.conv1</c> stays as it is, <c>/conv1/Conv</c>
/// becomes <c>_conv1_Conv</c>. A name never leaves its folder, is legal on Linux, macOS and Windows, and is given once.
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

    // Windows and macOS hold `Conv` and `conv` to be one file.
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A file name without extension; a second call that would give the same gives <c>name~2</c>.</summary>
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
