namespace MiniConvViz;

/// <summary>Reads files, with the same messages for every kind of content.</summary>
internal static class ReadableFile
{
    /// <summary>Reads a regular file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ifFolder">The message for a folder, without the path.</param>
    /// <param name="read">Opens and reads the file.</param>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is a folder, a pipe or a device, or it cannot be read.
    /// </exception>
    public static T Read<T>(string path, string ifFolder, Func<string, T> read)
    {
        try
        {
            FileKinds.CheckReadable(path, ifFolder);
            return read(path);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableInputException($"{path}: no such file", problem);
        }
        catch (Exception problem) when (
            problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {problem.Message}", problem);
        }
    }
}
