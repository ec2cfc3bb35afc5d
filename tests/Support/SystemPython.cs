using System.Diagnostics;

namespace MiniConvViz.Tests;

/// <summary>Debian's Python, which has NumPy and PyTorch where <c>python3-torch</c> is installed.</summary>
internal static class SystemPython
{
    /// <summary>Its path on Debian.</summary>
    public const string Program = "/usr/bin/python3";

    /// <summary>Skips the test where PyTorch is missing, or fails it where it is required.</summary>
    public static void RequirePyTorch()
    {
        if (PythonServer.Instance is null)
        {
            Missing("torch, torchvision", "python3-torch, python3-torchvision");
        }
    }

    /// <summary>
    /// Runs Python to its end and returns what it printed: a script's path and its arguments, or <c>-c</c> and a
    /// script. An error of Python fails the test.
    /// </summary>
    public static string Run(params IEnumerable<string> arguments)
    {
        PythonOutcome outcome = Start(arguments).GetAwaiter().GetResult();
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return outcome.Output;
    }

    /// <summary>As <see cref="Run"/>, in the background where PyTorch is installed.</summary>
    public static Task<PythonOutcome> Start(IEnumerable<string> arguments) =>
        PythonServer.Instance is PythonServer server ? server.Run(arguments) : Task.FromResult(RunAlone(arguments));

    /// <summary>Runs a script in the text that needs NumPy, and skips the test where it is missing.</summary>
    public static string RunWithNumpy(string script, params IEnumerable<string> arguments)
    {
        if (PythonServer.Instance is null)
        {
            Require("numpy", "python3-numpy, which python3-torch brings");
        }

        return Run(["-c", script, .. arguments]);
    }

    /// <summary>
    /// Runs a script in the text that needs Python alone, in a process of its own, and skips the test where Python is
    /// missing.
    /// </summary>
    public static string RunPlain(string script, params IEnumerable<string> arguments)
    {
        Require("sys", "python3");
        PythonOutcome outcome = RunAlone(["-c", script, .. arguments]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return outcome.Output;
    }

    private static void Require(string modules, string packages)
    {
        if (!File.Exists(Program) || RunAlone(["-c", $"import {modules}"]).ExitCode != 0)
        {
            Missing(modules, packages);
        }
    }

    private static void Missing(string modules, string packages) =>
        Requirement.Missing("pytorch", $"{Program} has no {modules} ({packages})");

    private static PythonOutcome RunAlone(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new PythonOutcome(process.ExitCode, output, error.Result);
    }
}
