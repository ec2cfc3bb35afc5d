using System.CommandLine;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>The words of <c>render</c> that say how to draw, turned into the library's types.</summary>
internal sealed class RenderOptions
{
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
        Description = "channel, layer, symmetric (zero in the middle), percentile, or fixed:LO,HI.",
        HelpName = "RULE",
        DefaultValueFactory = _ => "percentile",
    };

    private readonly Option<string?> _colorMap = new("--colormap")
    {
        Description = "gray, viridis, magma, turbo or coolwarm; left out, viridis, or coolwarm for symmetric.",
        HelpName = "NAME",
    };

    public Option<bool> Filters { get; } = new("--filters")
    {
        Description = "Draw the first convolution's filters too, those along three axes as rows of slices.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs." };

    public void AddTo(Command command)
    {
        _normalize.CompletionSources.Add("channel", "layer", "symmetric", "percentile", "fixed:");
        _colorMap.CompletionSources.Add("gray", "viridis", "magma", "turbo", "coolwarm");
        Option[] all = [_out, _channels, _normalize, _colorMap, Filters, Json];
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
    };

    public string OutputOf(ParseResult words) => FilePath.Of("--out", words.GetRequiredValue(_out));
}
