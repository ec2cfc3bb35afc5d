using MiniConvViz.Analysis;

namespace MiniConvViz.Imaging;

/// <summary>
/// One image's way through a network, as <see cref="HtmlReport"/> and <see cref="JsonReport"/> tell it.
/// </summary>
public sealed record ReportRun
{
    /// <summary>The network's name, such as <c>resnet18</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The file that the weights came from; null where they came with the model.</summary>
    public string? Weights { get; init; }

    /// <summary>What computed it, such as <c>cpu (AVX-512, 2 threads)</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The image file.</summary>
    public required string Image { get; init; }

    /// <summary>What else a reader should know: preprocessing, colours, unwrapped checkpoints.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How the layers are drawn, which the page explains.</summary>
    public GridOptions Grid { get; init; } = GridOptions.Default;

    /// <summary>Whether each layer's inputs, as far as they are among the layers, stand beside it.</summary>
    public bool ShowsInputs { get; init; }

    /// <summary>The way from this page to the one of all images; empty where there is none.</summary>
    public string Overview { get; init; } = "";

    /// <summary>How the picture was prepared; null where a tensor was given.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>What the network saw.</summary>
    public required IReadOnlyList<ReportPicture> Inputs { get; init; }

    /// <summary>
    /// The most probable classes, best first, or the values of a network that is no classifier; empty where its output
    /// is an image.
    /// </summary>
    public IReadOnlyList<ClassScore> Classes { get; init; } = [];

    /// <summary>The layers in the network's order.</summary>
    public required IReadOnlyList<ReportEntry> Entries { get; init; }
}
