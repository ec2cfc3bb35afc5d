using System.Formats.Tar;

namespace MiniConvViz;

/// <summary>
/// Tells files from pipes and devices without opening them: opening a named pipe waits for its other end.
/// </summary>
internal static class FileKinds
{
    /// <summary>What a path leads to.</summary>
    public static FileKind Of(string path)
    {
        if (Directory.Exists(path))
        {
            return FileKind.Folder;
        }

        string target = TargetOf(path);
        FileInfo file = new(target);
        if (!file.Exists || file.LinkTarget is not null)
        {
            return IsOpenDescriptor(target) && File.Exists(path) ? FileKind.Special : FileKind.Missing;
        }

        // Only regular files have a length.
        return OperatingSystem.IsWindows() || file.Length > 0 || IsRegular(target)
            ? FileKind.Regular
            : FileKind.Special;
    }

    /// <summary>
    /// The path itself, or where its chain of symbolic links ends, whether something is there or not.
    /// </summary>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static string TargetOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return path;
        }
    }

    /// <summary>Checks that a file can be read as one.</summary>
    /// <exception cref="UnreadableInputException">It is a folder, a pipe or a device.</exception>
    public static void CheckReadable(string path, string ifFolder)
    {
        switch (Of(path))
        {
            case FileKind.Folder:
                throw new UnreadableInputException($"{path}: {ifFolder}");
            case FileKind.Special:
                throw new UnreadableInputException(
                    $"{path}: is a pipe or a device, expected a file; save what it gives to a file first");
        }
    }

    /// <summary>
    /// An open file is a link to a name that is none, such as <c>/proc/self/fd/pipe:[4711]</c>, where it is a pipe.
    /// </summary>
    private static bool IsOpenDescriptor(string target) =>
        target.StartsWith("/proc/", StringComparison.Ordinal)
        || target.StartsWith("/dev/fd/", StringComparison.Ordinal);

    /// <summary>
    /// .NET tells the kind of a file in one public place: the header that it writes for it into a tar archive. The file
    /// is not opened unless it is regular, and then it is empty here.
    /// </summary>
    private static bool IsRegular(string path)
    {
        try
        {
            using MemoryStream archive = new();
            using (TarWriter writer = new(archive, leaveOpen: true))
            {
                writer.WriteEntry(path, "file");
            }

            archive.Position = 0;
            using TarReader reader = new(archive);
            return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
        }
        catch (UnauthorizedAccessException)
        {
            // A regular file that may not be read: whoever opens it gets the system's own message.
            return true;
        }
        catch (IOException)
        {
            // A socket has no place in an archive.
            return false;
        }
    }
}
