using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Cli;

/// <summary>The options that choose the nodes to keep, and the device.</summary>
internal sealed class RunOptions(OpenDevice openDevice)
{
    private readonly DeviceOptions _device = new(openDevice);

    private readonly Option<string[]> _layers = new("--layers", "-l")
    {
        Description = "Nodes to keep: names, globs (layer1.*.conv*) or kinds (kind:Conv2d), commas between them; "
            + "default: every node except constants.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_layers);
        _device.AddTo(command);
    }

    /// <inheritdoc cref="DeviceOptions.Open"/>
    public Device OpenDevice(ParseResult words, DeviceWork? work = null) => _device.Open(words, work);

    /// <inheritdoc cref="DeviceOptions.OpenFloat32"/>
    public Device OpenFloat32Device(ParseResult words) => _device.OpenFloat32(words);

    /// <inheritdoc cref="DeviceOptions.UsesTf32"/>
    public bool UsesTf32(ParseResult words) => _device.UsesTf32(words);

    /// <summary>
    /// The nodes to keep; every pattern must select some. By default they are all nodes except constants, which do not
    /// depend on the network's input.
    /// </summary>
    /// <param name="words">The command line.</param>
    /// <param name="network">The network.</param>
    /// <param name="withConstants">Whether constants are among the nodes by default.</param>
    public string[] LayersOf(ParseResult words, Network network, bool withConstants = false)
    {
        string[] patterns = words.GetValue(_layers) is { Length: > 0 } given ? given
            : withConstants ? ["*"]
            : KindsThatCompute(network);
        return Array.Exists(patterns, string.IsNullOrWhiteSpace)
            ? throw new UsageException(
                "--layers takes names, globs (layer1.*) or kinds (kind:Conv2d), got an empty one.")
            : LayerPatterns.Of(network, patterns);
    }

    private static string[] KindsThatCompute(Network network)
    {
        string[] kinds = [.. network.Nodes.Where(node => node.Operator is not Constant).Select(Kind).Distinct()];
        return network.Nodes.Any(node => node.Operator is Constant) ? kinds : ["*"];

        static string Kind(Node node) => $"kind:{node.Operator.Kind}";
    }
}
