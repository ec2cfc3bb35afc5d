using System.CommandLine;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The drawing options of <c>render</c>, parsed into the library's types.</summary>
internal sealed class RenderOptions
{
    private const int LargestScale = 256;
    private const int MostColumns = 4096;

    private readonly Option<string> _out = new("--out", "-o")
    {
        Description = "The folder to write; with several images, it contains a folder for each.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "feature-maps",
    };

    private readonly Option<string> _channels = new("--channels")
    {
        Description = "all, top:K or a list such as 0,5,8-12; top:K are the K with the most energy.",
        HelpName = "all|top:K|LIST",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<string> _normalize = new("--normalize")
    {
        Description = "The values at the ends of the colour map; auto (symmetric:99 for layers with values below zero, "
            + "percentile for others), channel, layer, symmetric[:P] (zero in the middle), percentile[:LO,HI], or fixed:LO,HI.",
        HelpName = "RULE",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _colorMap = new("--colormap")
    {
        Description = $"The colours of values; {string.Join(", ", ColorMap.All)}; default: coolwarm where zero is in "
            + "the middle, otherwise viridis.",
        HelpName = "NAME",
    };

    private readonly Option<int?> _scale = WholeNumber.Option(
        "--scale", LargestScale, "Pixels, along each axis, for one value; default: chosen by the size of the maps.");

    private readonly Option<int?> _columns = WholeNumber.Option(
        "--columns", MostColumns, "Tiles side by side; default: for a picture a little wider than high.");

    private readonly Option<bool> _bare = new("--bare")
    {
        Description = "Draw tiles without heading, numbers and margin; with --channels 5 --scale 1, one channel, a "
            + "pixel for each value.",
    };

    private readonly Option<string?> _classes = new("--classes")
    {
        Description = "A file of class names, one per line; in the order of the network's outputs.",
        HelpName = "FILE",
    };

    public Option<bool> Filters { get; } = new("--filters")
    {
        Description = "Draw the filters of every convolution, too: filter k beside map k; those with three axes as "
            + "rows of slices.",
    };

    public Option<bool> WithInput { get; } = new("--with-input")
    {
        Description = "Draw each layer's input, too; it is shown beside the layer.",
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

    /// <summary>The names from <c>--classes</c>; without it, the network's own.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is not of this network.</exception>
    public IReadOnlyList<string> ClassesOf(ParseResult words, Network network) =>
        words.GetValue(_classes) is string file ? ClassNames.Read(file, network) : network.Card.ClassNames;

    public string OutputOf(ParseResult words) => FilePath.Of("--out", words.GetRequiredValue(_out));
}
