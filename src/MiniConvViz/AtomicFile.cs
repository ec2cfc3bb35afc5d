namespace MiniConvViz;

/// <summary>Writes files atomically: a file is complete, or it does not exist.</summary>
public static class AtomicFile
{
    private const int Tries = 3;

    /// <summary>
    /// Writes a file next to its final name and renames it when it is complete: a reader of <paramref name="path"/>
    /// finds the old file or the new one, never a part of one. Only regular files are replaced: a symbolic link is
    /// followed and stays, a pipe or device is written to as it is.
    /// </summary>
    /// <exception cref="UnwritableOutputException">
    /// The path is empty or a folder, its folder is missing, or it cannot be written.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            switch (path.Length == 0 ? FileKind.Missing : FileKinds.Of(path))
            {
                case FileKind.Folder:
                    throw new UnwritableOutputException($"{path}: cannot be written: it is a folder");
                case FileKind.Special:
                    WriteDirectly(path, write);
                    break;
                default:
                    Replace(FileKinds.TargetOf(path), write);
                    break;
            }
        }
        catch (ArgumentOutOfRangeException problem) when (problem.ParamName == "value")
        {
            // .NET throws this where a file exceeds a limit of its file system, or of the process (ulimit -f).
            throw new UnwritableOutputException(
                $"{path}: cannot be written: the file would be larger than allowed", problem);
        }
        catch (Exception problem) when (
            problem is IOException or UnauthorizedAccessException or NotSupportedException
            || (problem is ArgumentException && (path.Length == 0 || path.Contains('\0'))))
        {
            throw new UnwritableOutputException($"{path}: cannot be written: {problem.Message}", problem);
        }
    }

    private static void WriteDirectly(string path, Action<Stream> write)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        write(stream);
    }

    private static void Replace(string path, Action<Stream> write)
    {
        TemporaryFiles.Sweep(Path.GetDirectoryName(Path.GetFullPath(path)));
        (string temporary, FileStream stream) = Create(path);
        try
        {
            using (stream)
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>
    /// Another process that deletes old files may have the new file open for a moment: then another one is made.
    /// </summary>
    private static (string Path, FileStream Stream) Create(string path)
    {
        for (int tried = 1; ; tried++)
        {
            string temporary = TemporaryFiles.NameFor(path);
            try
            {
                return (temporary, new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None));
            }
            catch (IOException) when (tried < Tries && File.Exists(temporary))
            {
                Discard(temporary);
            }
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The folder was deleted or is not accessible: there is nothing to delete, and the first problem is
            // reported.
        }
    }
}
