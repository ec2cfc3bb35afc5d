using System.Text;

namespace MiniConvViz.Cli;

/// <summary>
/// The list of the files that a run wrote to a folder, in the folder itself: a heading, then
/// one file per line, as <c>cat/conv1.png</c>, characters other than letters and digits escaped as in a URL. A file is
/// listed before it is written, so that a run that is killed leaves no unlisted file. A run keeps the list open until
/// the process ends, so that two runs never mix their files in one folder.
/// </summary>
internal sealed class FileManifest(string folder) : IDisposable
{
    /// <summary>The manifest's own name.</summary>
    public const string Name = ".miniconvviz-files";

    private const string Heading = "files that miniconvviz wrote; its next run here deletes them";
    private const long Longest = 64 << 20;

    /// <summary>The system's error codes for a file that another process has locked: Windows, Linux, macOS.</summary>
    private static readonly int[] Held = [unchecked((int)0x80070020), 11, 35];

    private static readonly string[] Written = [".png", ".html", ".json", ".npy"];

    private FileStream? _held;

    private string Place => Path.Combine(folder, Name);

    /// <summary>
    /// The files listed: by this folder's manifest; by that of the folder above, whose run of several images may
    /// have made this folder; and by those of the folders in it, to which later runs may have written.
    /// </summary>
    public IReadOnlySet<string> Read()
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        HashSet<string> names = [.. Hold(FileMode.Open) is FileStream held ? Names(held) : []];
        foreach (string within in names.Where(IsInFolder).Select(FolderOf).Distinct().ToArray())
        {
            names.UnionWith(Read(Path.Combine(folder, within, Name))
                .Where(name => !IsInFolder(name))
                .Select(name => $"{within}/{name}"));
        }

        if (Path.GetDirectoryName(full) is string above)
        {
            string own = Path.GetFileName(full) + "/";
            names.UnionWith(Read(Path.Combine(above, Name))
                .Where(name => name.StartsWith(own, StringComparison.Ordinal))
                .Select(name => name[own.Length..]));
        }

        return names;
    }

    /// <summary>Deletes files of an earlier run, and the folders in this folder that are empty then.</summary>
    private void Delete(IEnumerable<string> names)
    {
        HashSet<string> folders = [];
        foreach (string name in names)
        {
            string file = Path.Combine(folder, name);
            string? within = IsInFolder(name) ? Path.Combine(folder, FolderOf(name)) : null;
            if (within is not null && (!Directory.Exists(within) || new DirectoryInfo(within).LinkTarget is not null))
            {
                continue;
            }

            File.Delete(file);
            if (within is not null)
            {
                folders.Add(within);
            }
        }

        foreach (string within in folders)
        {
            File.Delete(Path.Combine(within, Name));
            if (!Directory.EnumerateFileSystemEntries(within).Any())
            {
                Directory.Delete(within);
            }
        }
    }

    /// <summary>Deletes an earlier run's files and starts an empty list.</summary>
    public void Begin(IEnumerable<string> earlier)
    {
        FileStream held = Hold(FileMode.OpenOrCreate)!;
        Delete(earlier);
        held.SetLength(0);
        Write(held, Heading + "\n");
    }

    /// <summary>Lists more files.</summary>
    public void Add(IEnumerable<string> names) => Write(
        _held!,
        string.Concat(names.Select(name => string.Join('/', name.Split('/').Select(Uri.EscapeDataString)) + "\n")));

    /// <summary>Lets other runs write to the folder.</summary>
    public void Dispose() => _held?.Dispose();

    private static void Write(FileStream list, string text)
    {
        list.Write(Encoding.UTF8.GetBytes(text));
        list.Flush();
    }

    /// <summary>Opens and locks the folder's own list, once; null where there is none.</summary>
    /// <exception cref="UsageException">Another run has it open.</exception>
    private FileStream? Hold(FileMode mode)
    {
        if (_held is not null || (mode == FileMode.Open && !IsList(Place)))
        {
            return _held;
        }

        return _held = Open(Place, mode, FileAccess.ReadWrite, FileShare.None);
    }

    private static FileStream Open(string place, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(place, mode, access, share);
        }
        catch (IOException problem) when (Held.Contains(problem.HResult))
        {
            throw new UsageException(
                $"{Path.GetDirectoryName(place)}: another run of this program is writing there; wait until it has "
                + "finished, or choose another folder.");
        }
    }

    /// <summary>
    /// The names in a manifest. The file may come from elsewhere, so names that lead out of the folder, or to a kind of
    /// file that is never written, are ignored.
    /// </summary>
    private static IEnumerable<string> Read(string place)
    {
        if (!IsList(place))
        {
            return [];
        }

        using FileStream list = Open(place, FileMode.Open, FileAccess.Read, FileShare.Read);
        return [.. Names(list)];
    }

    /// <summary>Whether it is a regular file: opening a pipe would never return.</summary>
    private static bool IsList(string place) => File.Exists(place) && new FileInfo(place).Length is > 0 and <= Longest;

    private static IEnumerable<string> Names(FileStream list)
    {
        byte[] bytes = new byte[list.Length];
        list.ReadExactly(bytes);
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        return lines.Length < 2 || lines[0] != Heading ? [] : lines[1..^1]
            .Select(line => line.Split('/').Select(Uri.UnescapeDataString).ToArray())
            .Where(parts => parts.Length <= 2 && parts.All(IsName) && Written.Contains(Path.GetExtension(parts[^1])))
            .Select(parts => string.Join('/', parts));
    }

    private static bool IsInFolder(string name) => name.Contains('/');

    private static string FolderOf(string name) => name[..name.IndexOf('/')];

    private static bool IsName(string part) =>
        part.Length > 0 && part is not ("." or "..") && part.IndexOfAny(['/', '\\', '\0']) < 0;
}
