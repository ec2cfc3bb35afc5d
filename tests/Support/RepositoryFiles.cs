namespace MiniConvViz.Tests;

/// <summary>Finds files of this repository, and of the optional folder <c>shared</c> beside it.</summary>
internal static class RepositoryFiles
{
    private static readonly Lazy<string> RootFolder = new(() =>
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MiniConvViz.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("The tests run inside a checkout of the repository.");
    });

    /// <summary>The folder that holds MiniConvViz.sln.</summary>
    public static string Root => RootFolder.Value;

    /// <summary>A file of the repository, by its path from the root.</summary>
    public static string Get(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    /// <summary>A golden that real PyTorch wrote.</summary>
    public static string Golden(params ReadOnlySpan<string> path) => Path.Combine([Root, "tests", "goldens", .. path]);

    /// <summary>
    /// A file of <c>../shared</c>: third parties' data that is never committed. Skips the test where it is absent.
    /// </summary>
    public static string Shared(params ReadOnlySpan<string> path)
    {
        string file = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. path]));
        if (!Path.Exists(file))
        {
            Requirement.Missing("shared", $"{Path.Combine(path)} is not in a folder 'shared' beside the repository");
        }

        return file;
    }

    /// <summary>The bytes of a file with a word in the place of another of the same length, wherever it stands.</summary>
    public static byte[] Renamed(string path, string word, string other) => System.Text.Encoding.Latin1.GetBytes(
        System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)).Replace(word, other, StringComparison.Ordinal));
}
