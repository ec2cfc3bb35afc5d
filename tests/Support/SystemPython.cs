using System.Diagnostics;

namespace MiniConvViz.Tests;

/// <summary>Debian's Python, which has NumPy and PyTorch where <c>python3-torch</c> is installed.</summary>
internal static class SystemPython
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Skips the test where PyTorch is missing, or fails it where it is required.</summary>
    public static void RequirePyTorch() => Require("torch, torchvision", "python3-torch, python3-torchvision");

    /// <summary>
    /// Runs Python to its end and returns what it printed: a script's path and its arguments, or <c>-c</c> and a
    /// script. What Python says of a failure fails the test.
    /// </summary>
    public static string Run(params IEnumerable<string> arguments)
    {
        (int exitCode, string output, string error) = Start(arguments);
        Assert.That(exitCode, Is.Zero, error);
        return output;
    }

    /// <summary>Runs a script in the text that needs NumPy, and skips the test where it is missing.</summary>
    public static string RunWithNumpy(string script, params IEnumerable<string> arguments)
    {
        Require("numpy", "python3-numpy, which python3-torch brings");
        return Run(["-c", script, .. arguments]);
    }

    /// <summary>Runs a script in the text that needs Python alone, and skips the test where it is missing.</summary>
    public static string RunPlain(string script, params IEnumerable<string> arguments)
    {
        Require("sys", "python3");
        return Run(["-c", script, .. arguments]);
    }

    private static void Require(string modules, string packages)
    {
        if (!File.Exists(Program) || Start(["-c", $"import {modules}"]).ExitCode != 0)
        {
            Requirement.Missing("pytorch", $"{Program} has no {modules} ({packages})");
        }
    }

    private static (int ExitCode, string Output, string Error) Start(IEnumerable<string> arguments)
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
        return (process.ExitCode, output, error.Result);
    }
}
