using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>Words into calls, exceptions into one clear line on stderr.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command and returns the process's exit code.</summary>
    /// <param name="args">The command and its words.</param>
    /// <param name="openDevice">What finds the device that <c>--device</c> names: <see cref="Device.Find"/>, but for
    /// tests of devices that fail.</param>
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
        try
        {
            ParseResult words = root.Parse(args);
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
            return Fail(several.Flatten().InnerExceptions[0].Message);
        }
        catch (Exception problem) when (IsOutOfMemory(problem))
        {
            return Fail("there is not enough memory for this; a smaller picture (--size) needs less.");
        }
        catch (Exception problem) when (IsExpected(problem))
        {
            return Fail(problem.Message);
        }
    }

    /// <summary>Memory may run out in a task, or while a type or a thread is made for the first time.</summary>
    private static bool IsOutOfMemory(Exception problem) => problem is OutOfMemoryException
        || (problem is AggregateException several && several.Flatten().InnerExceptions.Any(IsOutOfMemory))
        || (problem.InnerException is Exception cause && IsOutOfMemory(cause));

    /// <summary>Problems with what the user gave us; anything else is a bug and keeps its stack trace.</summary>
    private static bool IsExpected(Exception problem) => problem
        is UsageException
        or UnreadableInputException
        or PictureTooLargeException
        or NetworkException
        or DeviceException
        or IOException
        or UnauthorizedAccessException;

    /// <summary>One line on stderr for each problem; without one, all is done.</summary>
    public static int Fail(params ReadOnlySpan<string> messages)
    {
        foreach (string message in messages)
        {
            Terminal.ErrorLine(message);
        }

        return messages.Length == 0 ? ExitCode.Done : ExitCode.BadInput;
    }
}
