using MiniConvViz.Execution;
using Spectre.Console;

namespace MiniConvViz.Cli.Tests;

/// <summary>Runs the program within the tests' own process, which starts a hundred times as fast.</summary>
internal static class OwnProcess
{
    private const string UserDataVariable = "XDG_DATA_HOME";

    /// <summary>Runs one command and records its output.</summary>
    public static ProcessOutcome Run(params string[] arguments)
    {
        (TextWriter output, TextWriter error, IAnsiConsole console) = (Console.Out, Console.Error, AnsiConsole.Console);
        using StringWriter printed = new();
        using StringWriter reported = new();
        try
        {
            Console.SetOut(printed);
            Console.SetError(reported);
            AnsiConsole.Console = AnsiConsole.Create(
                new AnsiConsoleSettings { Out = new AnsiConsoleOutput(printed), Ansi = AnsiSupport.No });
            int exitCode = CommandLine.Run(arguments, Device.Find);
            return new ProcessOutcome(exitCode, printed.ToString(), reported.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            AnsiConsole.Console = console;
        }
    }

    /// <summary>Runs one command in a working folder.</summary>
    /// <param name="folder">The working folder; the former one is restored.</param>
    /// <param name="userData">The folder of the user's data on Linux.</param>
    /// <param name="arguments">The command and its arguments.</param>
    public static ProcessOutcome RunIn(string folder, string userData, string[] arguments)
    {
        (string? data, string before) = (Environment.GetEnvironmentVariable(UserDataVariable), Environment.CurrentDirectory);
        try
        {
            Environment.SetEnvironmentVariable(UserDataVariable, userData);
            Environment.CurrentDirectory = folder;
            return Run(arguments);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Environment.SetEnvironmentVariable(UserDataVariable, data);
        }
    }
}
