using System.Formats.Tar;

namespace MiniConvViz;

/// <summary>
/// Distinguishes files from pipes and devices without opening them: opening a named pipe waits for its other end.
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
    /// The path itself, or the end of its chain of symbolic links; it need not exist.
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

    /// <summary>Checks that a path is a regular file.</summary>
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
    /// Whether a link target is that of an open pipe, which is no path, such as <c>/proc/self/fd/pipe:[4711]</c>.
    /// </summary>
    private static bool IsOpenDescriptor(string target) =>
        target.StartsWith("/proc/", StringComparison.Ordinal)
        || target.StartsWith("/dev/fd/", StringComparison.Ordinal);

    /// <summary>
    /// .NET makes the kind of a file public in one place: the header that it writes for it into a tar archive. Only a
    /// regular file is opened, and then it is empty here.
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
            // A regular file without permission to read: the code that opens it gets the system's own message.
            return true;
        }
        catch (IOException)
        {
            // A socket has no place in an archive.
            return false;
        }
    }
}
