using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// Fonts of the system for characters that Roboto lacks, such as Chinese ones and emoji. Windows and macOS choose a
/// font themselves; on Linux, where Skia is built without fontconfig, the font files are searched here.
/// </summary>
internal static class FallbackFonts
{
    /// <summary>The most font files that are opened: a system may have thousands; likely ones come first.</summary>
    private const int MostFiles = 300;

    private static readonly string[] Likely = ["CJK", "Fallback", "wqy", "Symbola", "Emoji", "Noto", "DejaVu"];

    private static readonly ConcurrentDictionary<Rune, SKTypeface?> Faces = new();
    private static readonly ConcurrentDictionary<string, SKTypeface?> Opened = new();
    private static readonly Lazy<IReadOnlyList<string>> Files = new(static () => FilesIn(Folders));

    private static string[] Folders =>
    [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "fonts"),
    ];

    /// <summary>A font that has the character; null where the system has none.</summary>
    public static SKTypeface? For(Rune rune) => Faces.GetOrAdd(rune, static rune => Find(rune, Files));

    /// <summary>The first of some font files that has the character.</summary>
    internal static SKTypeface? Find(Rune rune, Lazy<IReadOnlyList<string>> files) =>
        SKFontManager.Default.MatchCharacter(rune.Value)
        ?? files.Value
            .Select(static file => Opened.GetOrAdd(file, static file => SKTypeface.FromFile(file)))
            .FirstOrDefault(face => face is not null && Has(face, rune));

    /// <summary>Font files in some folders, the likely ones first.</summary>
    internal static IReadOnlyList<string> FilesIn(IEnumerable<string> folders)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return
        [
            .. folders.Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", all))
                .Where(static file => Path.GetExtension(file).ToUpperInvariant() is ".TTF" or ".OTF" or ".TTC")
                .OrderBy(static file => Rank(Path.GetFileName(file)))
                .ThenBy(static file => file, StringComparer.Ordinal)
                .Take(MostFiles),
        ];
    }

    private static int Rank(string file)
    {
        int place = Array.FindIndex(Likely, word => file.Contains(word, StringComparison.OrdinalIgnoreCase));
        return place >= 0 ? place : Likely.Length;
    }

    private static bool Has(SKTypeface face, Rune rune)
    {
        using SKFont font = face.ToFont();
        return font.ContainsGlyph(rune.Value);
    }
}
