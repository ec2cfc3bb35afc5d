using System.Diagnostics;

namespace MiniConvViz.Cli.Tests;

/// <summary>Another program, run to its end or to a time limit.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program and notes what it printed; past the limit it is killed and the test fails.</summary>
    /// <param name="program">A path, or a name to be found on PATH.</param>
    /// <param name="arguments">Passed as they are, without a shell.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="userData">Where programs keep what they remember of their user, on Linux; null for the usual
    /// place.</param>
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

    /// <summary>Starts a program whose end the caller awaits or brings about.</summary>
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
