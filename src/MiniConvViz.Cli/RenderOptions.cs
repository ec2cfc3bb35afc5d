using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>
/// The words that <c>render</c> understands besides those that name the model, turned into the library's types.
/// </summary>
internal sealed class RenderOptions
{
    private const int MostThreads = 1024;
    private const int LargestSize = 8192;

    private readonly Option<FileInfo[]> _images = new("--image", "-i")
    {
        Description = "One or more pictures; left out, a bundled model takes the picture that travels with it.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<DirectoryInfo> _out = new("--out", "-o")
    {
        Description = "The folder to write; with several pictures, each gets a folder of its own in it.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo("feature-maps"),
    };

    private readonly Option<string[]> _layers = new("--layers", "-l")
    {
        Description = "Nodes to draw: names, globs (layer1.*.conv*) or kinds (kind:Conv2d); left out, every node.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
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

    private readonly Option<string> _device = new("--device", "-d")
    {
        Description = $"{string.Join(", ", Device.Names)}; 'miniconvviz devices' tells what this machine has.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int?> _threads = WholeNumber.Option(
        "--threads", MostThreads, "Threads of the cpu device; left out, all cores.");

    private readonly Option<int?> _size = WholeNumber.Option(
        "--size", LargestSize, "Feed the network NxN pixels instead of the size it was trained on.");

    private readonly Option<bool> _noCrop = new("--no-crop")
    {
        Description = "Feed the whole resized picture instead of its centre square.",
    };

    public Option<bool> Exif { get; } = new("--exif")
    {
        Description = "Turn the picture as its EXIF orientation says (torchvision does not).",
    };

    public Option<bool> Filters { get; } = new("--filters")
    {
        Description = "Draw the first layer's filters too.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs." };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _images, _out, _layers, _channels, _normalize, _colorMap, _device, _threads, _size, _noCrop, Exif, Filters, Json,
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
    };

    public Device OpenDevice(ParseResult words) => Device.Parse(words.GetRequiredValue(_device), words.GetValue(_threads));

    /// <summary>The nodes to draw; every pattern must select some.</summary>
    public string[] LayersOf(ParseResult words, Network network)
    {
        string[] patterns = words.GetValue(_layers) is { Length: > 0 } given ? given : ["*"];
        foreach (string pattern in patterns)
        {
            _ = string.IsNullOrWhiteSpace(pattern)
                ? throw new UsageException("--layers takes names, globs (layer1.*) or kinds (kind:Conv2d), got an empty one.")
                : NodePattern.Select(network, pattern);
        }

        return patterns;
    }

    public Preprocessing Preprocess(ParseResult words, ModelCard card)
    {
        Preprocessing preprocessing = Preprocessing.For(card);
        if (words.GetValue(_size) is int size)
        {
            preprocessing = preprocessing.WithSize(size);
        }

        return words.GetValue(_noCrop) ? preprocessing.WithoutCrop() : preprocessing;
    }

    public IReadOnlyList<string> ImagesOf(ParseResult words, Network network)
    {
        if (words.GetValue(_images) is { Length: > 0 } images)
        {
            return [.. images.Select(image => image.FullName)];
        }

        return ModelZoo.Bundled.Contains(network.Name)
            ? [Path.Combine(ModelZoo.BundledFolder, "images", "ankle-boot.png")]
            : throw new UsageException("which picture? Give --image FILE.");
    }

    public string OutputOf(ParseResult words) => words.GetRequiredValue(_out).FullName;
}
