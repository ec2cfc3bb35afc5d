using MiniConvViz.Execution;

namespace MiniConvViz.Cli.Tests;

/// <summary>The program within the tests' own process: a hundred times as fast to start.</summary>
internal static class OwnProcess
{
    /// <summary>Runs one command and notes what it printed.</summary>
    public static ProcessOutcome Run(params string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);

        // Not disposed of: Spectre.Console keeps the first that it sees.
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
