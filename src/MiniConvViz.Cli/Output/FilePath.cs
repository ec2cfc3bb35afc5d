namespace MiniConvViz.Cli;

/// <summary>The path of an option.</summary>
internal static class FilePath
{
    /// <summary>The full path.</summary>
    /// <exception cref="UsageException">The option's text is empty, or no path.</exception>
    public static string Of(string option, string given)
    {
        try
        {
            return string.IsNullOrWhiteSpace(given)
                ? throw new UsageException($"{option} takes a path, got an empty one.")
                : Path.GetFullPath(given);
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or NotSupportedException)
        {
            throw new UsageException($"{option}: '{PrintableText.Of(given)}' is no path.");
        }
    }

    /// <summary>Makes a folder for output.</summary>
    /// <exception cref="UsageException">It cannot be created, for example because a file has its name.</exception>
    public static void MakeFolder(string option, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {folder}: the folder cannot be created: {problem.Message}");
        }
    }
}
