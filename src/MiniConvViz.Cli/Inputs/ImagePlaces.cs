using System.IO.Enumeration;

namespace MiniConvViz.Cli;

/// <summary>
/// What <c>--image</c> was given, as files: a picture is itself, a folder the pictures in it (not those in its
/// folders), and a name with * or ?, for shells that leave it alone, the files that match. The order is that of the
/// words, and of names within a folder.
/// </summary>
internal static class ImagePlaces
{
    private static readonly string[] Extensions =
    [
        ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".tga", ".ppm", ".pgm", ".pbm", ".pnm",
    ];

    /// <exception cref="UsageException">A folder holds no picture, or nothing matches.</exception>
    public static IReadOnlyList<FileInfo> FilesOf(IEnumerable<string> places) => [.. places.SelectMany(FilesOf)];

    private static IEnumerable<FileInfo> FilesOf(string place)
    {
        if (string.IsNullOrWhiteSpace(place))
        {
            throw new UsageException("--image takes pictures or folders, got an empty name.");
        }

        if (Directory.Exists(place))
        {
            return AtLeastOne(
                Pictures(place),
                $"--image {place}: holds no picture ({string.Join(", ", Extensions)}); "
                + "its folders are not looked into.");
        }

        string folder = Path.GetDirectoryName(place) is { Length: > 0 } parent ? parent : ".";
        string pattern = Path.GetFileName(place);
        return pattern.AsSpan().ContainsAny('*', '?') && !File.Exists(place) && Directory.Exists(folder)
            ? AtLeastOne(
                Pictures(folder).Where(file => FileSystemName.MatchesSimpleExpression(pattern, file.Name)),
                $"--image {place}: no picture matches.")
            : [new FileInfo(place)];
    }

    /// <summary>The pictures in a folder by name; hidden ones, such as a camera's thumbnails, are left out.</summary>
    private static IEnumerable<FileInfo> Pictures(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles()
        .Where(file => !file.Name.StartsWith('.')
            && Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
        .OrderBy(file => file.Name, StringComparer.Ordinal);

    private static FileInfo[] AtLeastOne(IEnumerable<FileInfo> files, string complaint)
    {
        FileInfo[] all = [.. files];
        return all.Length > 0 ? all : throw new UsageException(complaint);
    }
}
