using System.IO.Enumeration;

namespace MiniConvViz.Cli;

/// <summary>
/// The files that <c>--image</c> names: an image, the images in a folder (not those in its subfolders), or the files
/// that match a name with * or ?, which not every shell expands. The order is that of the arguments, and of names
/// within a folder.
/// </summary>
internal static class ImagePlaces
{
    private static readonly string[] Extensions =
    [
        ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".tga", ".ppm", ".pgm", ".pbm", ".pnm",
    ];

    /// <exception cref="UsageException">A folder holds no image, or nothing matches.</exception>
    public static IReadOnlyList<FileInfo> FilesOf(IEnumerable<string> places) => [.. places.SelectMany(FilesOf)];

    private static IEnumerable<FileInfo> FilesOf(string place)
    {
        if (string.IsNullOrWhiteSpace(place))
        {
            throw new UsageException("--image takes images or folders, got an empty name.");
        }

        if (Directory.Exists(place))
        {
            return AtLeastOne(
                Images(place),
                $"--image {place}: holds no image ({string.Join(", ", Extensions)}); "
                + "its subfolders are not searched.");
        }

        string folder = Path.GetDirectoryName(place) is { Length: > 0 } parent ? parent : ".";
        string pattern = Path.GetFileName(place);
        return pattern.AsSpan().ContainsAny('*', '?') && !File.Exists(place) && Directory.Exists(folder)
            ? AtLeastOne(
                Images(folder).Where(file => FileSystemName.MatchesSimpleExpression(pattern, file.Name)),
                $"--image {place}: no image matches.")
            : [new FileInfo(place)];
    }

    /// <summary>The images in a folder by name; hidden ones, such as a camera's thumbnails, are left out.</summary>
    private static IEnumerable<FileInfo> Images(string folder) => new DirectoryInfo(folder)
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
