using MiniConvViz.Analysis;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>One layer in a report.</summary>
public sealed record ReportEntry
{
    /// <summary>The node's name, such as <c>layer1.0.conv1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The operator's kind, such as <c>Conv2d</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>
    /// The operator's attributes as PyTorch prints them, such as <c>3, 64, kernel_size=(7, 7), stride=(2, 2)</c>; may
    /// be empty.
    /// </summary>
    public string Attributes { get; init; } = "";

    /// <summary>The names of the nodes that are its inputs.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Its inputs in words: <c>add of layer1.0.bn2 and maxpool</c>; empty where they are unknown.</summary>
    public string Source { get; init; } = "";

    /// <summary>The part of the input that one value depends on; null where that is unknown.</summary>
    public ReceptiveField? Field { get; init; }

    /// <summary>The shape of the output.</summary>
    public required Shape Shape { get; init; }

    /// <summary>Whether that is [N,H,W,C]; pictures and statistics are then per index of the last axis.</summary>
    public bool ChannelsAreLast { get; init; }

    /// <summary>The pictures of the layer, in the report's folder.</summary>
    public required IReadOnlyList<ReportPicture> Pictures { get; init; }

    /// <summary>The statistics of its values.</summary>
    public required LayerStatistics Statistics { get; init; }
}
