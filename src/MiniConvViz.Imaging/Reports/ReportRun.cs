using MiniConvViz.Analysis;

namespace MiniConvViz.Imaging;

/// <summary>
/// The content of <see cref="HtmlReport"/> and <see cref="JsonReport"/>: a network's activations for one image.
/// </summary>
public sealed record ReportRun
{
    /// <summary>The network's name, such as <c>resnet18</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The file that the weights came from; null where they came with the model.</summary>
    public string? Weights { get; init; }

    /// <summary>The device and its description, such as <c>cpu (vector code, 2 threads)</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The image file.</summary>
    public required string Image { get; init; }

    /// <summary>Notes for the reader: preprocessing, colours, unwrapped checkpoints.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The drawing options of the layers, which the page explains.</summary>
    public GridOptions Grid { get; init; } = GridOptions.Default;

    /// <summary>Whether each layer's inputs, where they are drawn too, are shown beside it.</summary>
    public bool ShowsInputs { get; init; }

    /// <summary>The link from this page to the overview; empty where there is none.</summary>
    public string Overview { get; init; } = "";

    /// <summary>How the image was preprocessed; null for a tensor.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The pictures of the network's inputs.</summary>
    public required IReadOnlyList<ReportPicture> Inputs { get; init; }

    /// <summary>
    /// The most probable classes, best first, or the values of a network that is no classifier; empty where its output
    /// is an image.
    /// </summary>
    public IReadOnlyList<ClassScore> Classes { get; init; } = [];

    /// <summary>The layers in the network's order.</summary>
    public required IReadOnlyList<ReportEntry> Entries { get; init; }
}
