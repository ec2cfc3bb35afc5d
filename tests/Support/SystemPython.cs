using System.Diagnostics;

namespace MiniConvViz.Tests;

/// <summary>Debian's Python, which has NumPy and PyTorch where <c>python3-torch</c> is installed.</summary>
internal static class SystemPython
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Runs a script with arguments and returns what it printed; skips the test where NumPy is missing.</summary>
    public static string RunWithNumpy(string script, params IEnumerable<string> arguments) =>
        RunWith("numpy", "python3-numpy, which python3-torch brings", script, arguments);

    /// <summary>The same for a script that needs PyTorch.</summary>
    public static string RunWithPyTorch(string script, params IEnumerable<string> arguments) =>
        RunWith("torch, torchvision", "python3-torch, python3-torchvision", script, arguments);

    private static string RunWith(string modules, string packages, string script, IEnumerable<string> arguments)
    {
        if (!File.Exists(Program) || Run($"import {modules}", []).ExitCode != 0)
        {
            Requirement.Missing("pytorch", $"{Program} has no {modules} ({packages})");
        }

        (int exitCode, string output, string error) = Run(script, arguments);
        Assert.That(exitCode, Is.Zero, error);
        return output;
    }

    private static (int ExitCode, string Output, string Error) Run(string script, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Program, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
