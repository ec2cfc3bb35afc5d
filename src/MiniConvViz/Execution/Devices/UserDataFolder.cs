namespace MiniConvViz.Execution;

/// <summary>
/// The folder for what was measured and tested on this user's devices: <c>$XDG_DATA_HOME/miniconvviz</c>, else
/// <c>~/.local/share/miniconvviz</c>; on Windows and macOS the usual folder there.
/// </summary>
internal static class UserDataFolder
{
    /// <summary>
    /// A user without a home gets a folder with a random name: files that other users can write must not be trusted.
    /// </summary>
    private static readonly string Temporary = Path.Combine(Path.GetTempPath(), $"miniconvviz-{Guid.NewGuid():n}");

    /// <summary>
    /// The folder for one kind of data; it need not exist yet, and the code that writes there creates it.
    /// </summary>
    public static string For(string kind)
    {
        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(data)
            ? Path.Combine(data, "miniconvviz", kind)
            : Path.Combine(Temporary, kind);
    }
}
