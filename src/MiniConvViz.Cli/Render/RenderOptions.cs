using System.CommandLine;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The words of <c>render</c> that say how to draw, turned into the library's types.</summary>
internal sealed class RenderOptions
{
    private const int LargestScale = 256;
    private const int MostColumns = 4096;

    private readonly Option<string> _out = new("--out", "-o")
    {
        Description = "The folder to write; with several pictures, each gets a folder of its own in it.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "feature-maps",
    };

    private readonly Option<string> _channels = new("--channels")
    {
        Description = "all, top:K (those with most energy) or a list such as 0,5,8-12.",
        HelpName = "all|top:K|LIST",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<string> _normalize = new("--normalize")
    {
        Description = "auto (symmetric:99 for layers with values below zero, percentile for others), channel, layer, "
            + "symmetric[:P] (zero in the middle), percentile[:LO,HI], or fixed:LO,HI.",
        HelpName = "RULE",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _colorMap = new("--colormap")
    {
        Description = $"{string.Join(", ", ColorMap.All)}; left out, coolwarm where zero is in the middle, else "
            + "viridis.",
        HelpName = "NAME",
    };

    private readonly Option<int?> _scale = WholeNumber.Option(
        "--scale", LargestScale, "Pixels, along each axis, for one value; left out, as many as look well.");

    private readonly Option<int?> _columns = WholeNumber.Option(
        "--columns", MostColumns, "Tiles side by side; left out, for a picture a little wider than high.");

    private readonly Option<bool> _bare = new("--bare")
    {
        Description = "Draw the tiles alone, without heading, numbers and margin: with --channels 5 --scale 1, one "
            + "channel, a pixel for each value.",
    };

    private readonly Option<string?> _classes = new("--classes")
    {
        Description = "Names of the network's classes, one a line, in the order of its outputs.",
        HelpName = "FILE",
    };

    public Option<bool> Filters { get; } = new("--filters")
    {
        Description = "Draw the filters of every convolution, too: filter k beside map k, those along three axes as "
            + "rows of slices.",
    };

    public Option<bool> WithInput { get; } = new("--with-input")
    {
        Description = "Draw what each layer reads, too, and show it beside the layer.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs." };

    public void AddTo(Command command)
    {
        _normalize.CompletionSources.Add("channel", "layer", "symmetric", "percentile", "fixed:");
        _colorMap.CompletionSources.Add("gray", "viridis", "magma", "plasma", "inferno", "cividis", "turbo", "coolwarm");
        Option[] all =
        [
            _out, _channels, _normalize, _colorMap, _scale, _columns, _bare, Filters, WithInput, _classes, Json,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    public GridOptions Grid(ParseResult words) => GridOptions.Default with
    {
        Channels = ChannelSelection.Parse(words.GetRequiredValue(_channels)),
        Normalize = Normalization.Parse(words.GetRequiredValue(_normalize)),
        ColorMap = words.GetValue(_colorMap) is string name ? ColorMap.Parse(name) : null,
        Scale = words.GetValue(_scale),
        Columns = words.GetValue(_columns),
        IsBare = words.GetValue(_bare),
    };

    /// <summary>The names that <c>--classes</c> gives; without it, those the network brings.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is not of this network.</exception>
    public IReadOnlyList<string> ClassesOf(ParseResult words, Network network) =>
        words.GetValue(_classes) is string file ? ClassNames.Read(file, network) : network.Card.ClassNames;

    public string OutputOf(ParseResult words) => FilePath.Of("--out", words.GetRequiredValue(_out));
}
