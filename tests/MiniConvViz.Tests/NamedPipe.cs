using System.Diagnostics;

namespace MiniConvViz.Tests;

/// <summary>Named pipes, as made by <c>mkfifo</c>.</summary>
internal static class NamedPipe
{
    /// <summary>Makes one, and returns its path; skips the test where the system has none.</summary>
    public static string Make(TemporaryFolder folder, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no named pipes among its files.");
        }

        string path = folder.File(name);
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return path;
    }
}
