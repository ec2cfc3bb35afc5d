using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The words that say which nodes are looked at, and what computes them.</summary>
internal sealed class RunOptions
{
    private const int MostThreads = 1024;

    private readonly Option<string[]> _layers = new("--layers", "-l")
    {
        Description = "Nodes to keep: names, globs (layer1.*.conv*) or kinds (kind:Conv2d); left out, every node.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

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
        command.Options.Add(_layers);
        command.Options.Add(_device);
        command.Options.Add(_threads);
    }

    public Device OpenDevice(ParseResult words) =>
        Device.Parse(words.GetRequiredValue(_device), words.GetValue(_threads));

    /// <summary>The nodes to keep; every pattern must select some.</summary>
    public string[] LayersOf(ParseResult words, Network network)
    {
        string[] patterns = words.GetValue(_layers) is { Length: > 0 } given ? given : ["*"];
        foreach (string pattern in patterns)
        {
            _ = string.IsNullOrWhiteSpace(pattern)
                ? throw new UsageException(
                    "--layers takes names, globs (layer1.*) or kinds (kind:Conv2d), got an empty one.")
                : NodePattern.Select(network, pattern);
        }

        return patterns;
    }
}
