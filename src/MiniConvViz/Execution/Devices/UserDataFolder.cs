namespace MiniConvViz.Execution;

/// <summary>
/// Where is remembered what was found out about this user's devices: <c>$XDG_DATA_HOME/miniconvviz</c>, else
/// <c>~/.local/share/miniconvviz</c>; on Windows and macOS what is usual there.
/// </summary>
internal static class UserDataFolder
{
    /// <summary>
    /// A user without a home gets a folder that no other process can guess: what others can write must not be believed.
    /// </summary>
    private static readonly string Nobodys = Path.Combine(Path.GetTempPath(), $"miniconvviz-{Guid.NewGuid():n}");

    /// <summary>
    /// The folder for one kind of findings; it need not exist yet, and whoever writes there makes it.
    /// </summary>
    public static string For(string kind)
    {
        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(data)
            ? Path.Combine(data, "miniconvviz", kind)
            : Path.Combine(Nobodys, kind);
    }
}
