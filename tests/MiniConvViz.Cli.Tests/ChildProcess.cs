using System.Diagnostics;

namespace MiniConvViz.Cli.Tests;

/// <summary>Runs another program to its end or to a time limit.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program and records its output; after the limit it is killed and the test fails.</summary>
    /// <param name="program">A path, or a name to be found on PATH.</param>
    /// <param name="arguments">The arguments, without a shell.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="userData">The folder of the user's data on Linux; null for the usual one.</param>
    public static ProcessOutcome Run(
        string program, IEnumerable<string> arguments, string folder, TimeSpan limit, string? userData = null)
    {
        using Process process = Start(program, arguments, folder, userData);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)}: not done after {limit.TotalSeconds} s.");
        }

        return new ProcessOutcome(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts a program; the caller waits for its end or kills it.</summary>
    public static Process Start(
        string program, IEnumerable<string> arguments, string folder, string? userData = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                ["DOTNET_NOLOGO"] = "1",
                ["MSBUILDDISABLENODEREUSE"] = "1",
            },
        };
        if (userData is not null)
        {
            start.Environment["XDG_DATA_HOME"] = userData;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
    }
}
