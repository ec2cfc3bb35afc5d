using MiniConvViz.Analysis;

namespace MiniConvViz.Imaging;

/// <summary>The content of a <see cref="ComparisonReport"/>: a network compared with PyTorch.</summary>
public sealed record ComparisonRun
{
    /// <summary>The network's name, such as <c>resnet18</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The file that the weights came from.</summary>
    public required string Weights { get; init; }

    /// <summary>The device and its description, such as <c>cpu (vector code, 2 threads)</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The reference file, and the PyTorch version and device that wrote it.</summary>
    public required string Reference { get; init; }

    /// <summary>The verdicts.</summary>
    public required Verification Result { get; init; }

    /// <summary>Pictures of the worst nodes, by the node's name: ours, PyTorch's and the difference.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ReportPicture>> Pictures { get; init; }
}
