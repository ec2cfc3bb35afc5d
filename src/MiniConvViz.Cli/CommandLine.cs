using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>Parses the command line, runs the command, and reports an exception as one line on stderr.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command and returns the process's exit code.</summary>
    /// <param name="args">The command and its arguments.</param>
    /// <param name="openDevice">Finds the device that <c>--device</c> names: <see cref="Device.Find"/>, except in tests
    /// of devices that fail.</param>
    public static int Run(string[] args, OpenDevice openDevice)
    {
        RootCommand root = new("See what happens inside a convolutional network: every layer's feature maps, no PyTorch needed.")
        {
            RenderCommand.Create(openDevice),
            ExportCommand.Create(openDevice),
            InspectCommand.Create(),
            StatisticsCommand.Create(openDevice),
            VerifyCommand.Create(openDevice),
            BenchCommand.Create(openDevice),
            DevicesCommand.Create(),
            DecodeCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new CommandHelp((SynchronousCommandLineAction)help.Action!);
        root.Options.Add(new HelpOption("--help-all") { Description = "Show help with every description in full." });
        ParseResult? words = null;
        try
        {
            words = root.Parse(args);
            if (words.Errors.Count > 0)
            {
                string command = words.CommandResult.Command == root ? "" : $" {words.CommandResult.Command.Name}";
                string problem = UnknownWord.In(words) ?? words.Errors[^1].Message;
                return Fail($"{problem} See 'miniconvviz{command} --help'.");
            }

            return words.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UnsupportedModelException problem)
        {
            Fail(problem.Message);
            return ExitCode.Unsupported;
        }
        catch (AggregateException several) when (several.Flatten().InnerExceptions.All(IsExpected))
        {
            return Fail(RemedyWords.MessageOf(several.Flatten().InnerExceptions[0], words));
        }
        catch (Exception problem) when (IsOutOfMemory(problem))
        {
            return Fail("there is not enough memory for this; a smaller image (--size) needs less.");
        }
        catch (Exception problem) when (IsExpected(problem))
        {
            return Fail(RemedyWords.MessageOf(problem, words));
        }
    }

    /// <summary>Memory may run out in a task, or while a type is initialised or a thread started.</summary>
    private static bool IsOutOfMemory(Exception problem) => problem is OutOfMemoryException
        || (problem is AggregateException several && several.Flatten().InnerExceptions.Any(IsOutOfMemory))
        || (problem.InnerException is Exception cause && IsOutOfMemory(cause));

    /// <summary>Problems with the user's input; any other exception is a bug and keeps its stack trace.</summary>
    private static bool IsExpected(Exception problem) => problem
        is UsageException
        or UnreadableInputException
        or UnwritableOutputException
        or PictureTooLargeException
        or NetworkException
        or DeviceException
        or IOException
        or UnauthorizedAccessException;

    /// <summary>Writes each message as one line to stderr; returns "done" where there is none.</summary>
    public static int Fail(params ReadOnlySpan<string> messages)
    {
        foreach (string message in messages)
        {
            Terminal.ErrorLine(message);
        }

        return messages.Length == 0 ? ExitCode.Done : ExitCode.BadInput;
    }
}
