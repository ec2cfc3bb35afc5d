using System.Text.RegularExpressions;

namespace MiniConvViz.Tests;

/// <summary>
/// The namespaces below <c>MiniConvViz</c>, here called rooms, and what they use. A room is the first folder of
/// <c>src/MiniConvViz</c>, with all folders in it, or a whole project elsewhere.
/// </summary>
internal sealed class SourceRooms
{
    private const string Root = "MiniConvViz";

    private static readonly Regex Using =
        new(@"^\s*(?:global )?using (?:static |\w+ = )?MiniConvViz(?:\.(?<room>\w+))?");

    private static readonly Regex Qualified = new(@"\bMiniConvViz\.(?<room>[A-Z]\w*)\.(?<type>[A-Z]\w*)");
    private static readonly Regex Partly = new(@"(?<![\w./])(?<room>[A-Z]\w*)\.(?<type>[A-Z]\w*)");
    private static readonly Regex Namespace = new(@"^namespace MiniConvViz(?:\.(?<room>\w+))?", RegexOptions.Multiline);
    private static readonly Regex Declared = new(
        @"^\s*(?:\w+ )*(?:class|struct|record|interface|enum) (?:struct )?(?<type>[A-Z]\w*)", RegexOptions.Multiline);

    private readonly string[][] _layers;
    private readonly HashSet<(string Room, string Type)> _types;

    /// <summary>Takes the rooms in layers, the lowest first, and the files whose types may be named.</summary>
    public SourceRooms(string[][] layers, IEnumerable<(string Path, string Text)> files)
    {
        _layers = layers;
        _types =
        [
            .. from file in files
               from Match type in Declared.Matches(file.Text)
               select (RoomOf(file.Path), type.Groups["type"].Value),
        ];
    }

    /// <summary>All source files of the folders <c>src</c> and <c>kernels</c>, by their path from the root.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files() =>
    [
        .. from folder in new[] { "src", "kernels" }
           from file in Directory.EnumerateFiles(RepositoryFiles.Get(folder), "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/')
           where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
           select (path, File.ReadAllText(file)),
    ];

    /// <summary>
    /// The room that a file lies in; empty for the files outside of the rooms of <c>src/MiniConvViz</c>.
    /// </summary>
    public static string RoomOf(string path)
    {
        string[] parts = path.Split('/');
        return parts[1] != Root ? parts[1][(Root.Length + 1)..] : parts.Length > 3 ? parts[2] : "";
    }

    /// <summary>The room of a file's namespace; null where it has none.</summary>
    public static string? NamespaceRoomOf(string text) =>
        Namespace.Match(text) is { Success: true } match ? match.Groups["room"].Value : null;

    /// <summary>Whether there is a layer with the room.</summary>
    public bool Contains(string room) => LayerOf(room) >= 0;

    /// <summary>
    /// Every use of a room that is not in a lower layer: by a <c>using</c>, or by a name with a namespace before it, in
    /// code or in a <c>cref</c>.
    /// </summary>
    public IEnumerable<SourceUse> Upward(string path, string text)
    {
        string from = RoomOf(path);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string to in RoomsIn(lines[i]).Distinct())
            {
                if (to != from && LayerOf(to) >= LayerOf(from))
                {
                    yield return new SourceUse(path, i + 1, from, to);
                }
            }
        }
    }

    private IEnumerable<string> RoomsIn(string line)
    {
        IEnumerable<string> named = Qualified.Matches(line).Concat(Partly.Matches(line))
            .Where(match => _types.Contains((match.Groups["room"].Value, match.Groups["type"].Value)))
            .Select(match => match.Groups["room"].Value);
        return Using.Match(line) is { Success: true } match ? named.Append(match.Groups["room"].Value) : named;
    }

    private int LayerOf(string room) => Array.FindIndex(_layers, layer => layer.Contains(room));
}
