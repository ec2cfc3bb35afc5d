using System.Diagnostics;

namespace MiniConvViz.Tests.Parity;

/// <summary>Debian's Python with its python3-torch and python3-torchvision, where this machine has them.</summary>
internal static class PyTorch
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Skips the test where PyTorch is missing, or fails it where it is required.</summary>
    public static void Require()
    {
        if (Run("-c", "import torch, torchvision") != 0)
        {
            Requirement.Missing(
                "pytorch", $"{Python} has no torch and torchvision (python3-torch, python3-torchvision)");
        }
    }

    /// <summary>Runs Python to its end, and prints what it said if it failed.</summary>
    public static int Run(params IEnumerable<string> arguments)
    {
        try
        {
            ProcessStartInfo start =
                new(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                TestContext.Out.WriteLine(errors.Result);
            }

            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
