using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>
/// The options of <c>bench</c> besides those for the model, its input and the device.
/// </summary>
internal sealed class BenchOptions
{
    private const int MostRuns = 1_000_000;
    private const int UsualRuns = 20;

    private readonly Option<int?> _runs = WholeNumber.Option(
        "--runs", MostRuns, $"Counted runs, after those that warm up; default {UsualRuns}.");

    private readonly Option<string> _taps = new("--taps")
    {
        Description = "Activations kept in each run: none, all, or the nodes of a glob (layer1.*, kind:Conv2d).",
        HelpName = "none|all|GLOB",
        DefaultValueFactory = _ => "none",
    };

    private readonly Option<bool> _perNode = new("--per-node")
    {
        Description = "Also time every node; or group of fused nodes, in the same number of further runs.",
    };

    private readonly Option<bool> _tune = new("--tune")
    {
        Description = "First time every form of a GPU's kernels; the fastest for each layer is remembered.",
    };

    private readonly Option<bool> _noGraph = new("--no-graph")
    {
        Description = "Launch every kernel separately on CUDA; by default each run is one graph.",
    };

    public FigureOptions Figures { get; } = new();

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_runs, _taps, _perNode, _tune, _noGraph])
        {
            command.Options.Add(option);
        }

        Figures.AddTo(command);
    }

    public int RunsOf(ParseResult words) => words.GetValue(_runs) ?? UsualRuns;

    public bool AllowsGraphs(ParseResult words) => !words.GetValue(_noGraph);

    public bool IsPerNode(ParseResult words) => words.GetValue(_perNode);

    /// <summary>Whether a GPU's forms are timed first.</summary>
    /// <exception cref="UsageException">The device has nothing to choose from.</exception>
    public bool IsTuned(ParseResult words, Device device) => words.GetValue(_tune)
        && (device.IsGpu ? true : throw new UsageException(
            $"--tune is for GPUs (cuda, opencl, ilgpu-cpu), got {device.Name}, which chooses by size."));

    /// <summary>The nodes to keep.</summary>
    /// <exception cref="NetworkException">The glob selects nothing.</exception>
    public IReadOnlyList<Node> TappedOf(ParseResult words, Network network) => words.GetRequiredValue(_taps) switch
    {
        "none" => [],
        "all" => network.Nodes,
        string glob when !string.IsNullOrWhiteSpace(glob) =>
        [
            .. LayerPatterns.Of(network, [glob]).SelectMany(pattern => NodePattern.Select(network, pattern)).Distinct(),
        ],
        _ => throw new UsageException("--taps takes none, all or a glob (layer1.*), got an empty one."),
    };
}
