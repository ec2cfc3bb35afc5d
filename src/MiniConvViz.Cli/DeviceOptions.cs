using System.CommandLine;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>The words that say what computes, shared by all commands that run a network.</summary>
internal sealed class DeviceOptions
{
    private const int MostThreads = 1024;

    private readonly Option<string> _device = new("--device", "-d")
    {
        Description = $"{string.Join(", ", Device.Names)}; 'miniconvviz devices' tells what this machine has.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int?> _threads = WholeNumber.Option(
        "--threads", MostThreads, "Threads of the cpu device; left out, all cores.");

    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_threads);
    }

    public Device Open(ParseResult words) =>
        Device.Parse(words.GetRequiredValue(_device), words.GetValue(_threads));
}
