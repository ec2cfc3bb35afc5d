namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Runs lines of bash in which <c>miniconvviz</c> is the program: for pipes, limits (<c>ulimit</c>) and private file
/// systems.
/// </summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Runs lines of bash in a folder.</summary>
    public static ProcessOutcome Run(string folder, string script, string? userData = null) =>
        ChildProcess.Run("bash", ["-c", Functions + script], folder, Limit, userData);

    /// <summary>
    /// The same with mounts that are private to the script. Skips the test where the system does not allow that.
    /// </summary>
    public static ProcessOutcome RunWithMounts(string folder, string script)
    {
        if (!OperatingSystem.IsLinux() || Run(folder, "unshare -rm mount -t tmpfs none . 2>&1").ExitCode != 0)
        {
            Requirement.Missing("mounts", "'unshare -rm mount' is not allowed here");
        }

        return ChildProcess.Run("unshare", ["-rm", "bash", "-c", Functions + script], folder, Limit);
    }

    private static string Functions =>
        $"miniconvviz() {{ dotnet '{Path.Combine(CliProcess.Folder, "MiniConvViz.Cli.dll")}' \"$@\"; }}\n";
}
