namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Lines of bash in which <c>miniconvviz</c> is the program: for pipes, limits (<c>ulimit</c>) and file systems of one
/// process's own.
/// </summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Runs lines of bash in a folder.</summary>
    public static ProcessOutcome Run(string folder, string script, string? userData = null) =>
        ChildProcess.Run("bash", ["-c", Functions + script], folder, Limit, userData);

    /// <summary>
    /// The same where mounts are the script's own and end with it. Skips the test where the system does not allow that.
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
