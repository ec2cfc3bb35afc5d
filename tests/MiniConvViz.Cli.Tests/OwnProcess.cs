using MiniConvViz.Execution;

namespace MiniConvViz.Cli.Tests;

/// <summary>Runs the program within the tests' own process, which starts a hundred times as fast.</summary>
internal static class OwnProcess
{
    /// <summary>Runs one command and records its output.</summary>
    public static ProcessOutcome Run(params string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);

        // Not disposed: Spectre.Console keeps the first one.
        StringWriter printed = new();
        StringWriter said = new();
        try
        {
            Console.SetOut(printed);
            Console.SetError(said);
            int exitCode = CommandLine.Run(arguments, Device.Find);
            return new ProcessOutcome(exitCode, printed.ToString(), said.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
