namespace MiniConvViz;

/// <summary>Files that are there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file beside its final name and renames it when it is complete: whoever reads <paramref name="path"/>
    /// finds the old file or the new one, never half of one.
    /// </summary>
    /// <exception cref="UnreadableInputException">The folder is missing or cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = $"{path}.{Environment.ProcessId:x}-{Environment.CurrentManagedThreadId:x}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception problem)
        {
            Discard(temporary);
            if (problem is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableInputException($"{path}: cannot be written: {problem.Message}", problem);
            }

            throw;
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
            // The folder went away or never let us in: nothing to tidy, and the first problem is the one to tell.
        }
    }
}
