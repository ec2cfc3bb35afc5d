using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>The comparison of one node's values with PyTorch's.</summary>
public sealed record NodeVerdict
{
    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>The key it was compared with: the node's name, or its batch norm's where that was folded in.</summary>
    public required string Key { get; init; }

    /// <summary>The shape we computed.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The largest absolute difference; infinite where only one side is NaN or infinite.</summary>
    public required double MaxDifference { get; init; }

    /// <summary><c>sqrt(sum (ours - theirs)^2 / sum theirs^2)</c></summary>
    public required double RelativeL2 { get; init; }

    /// <summary>The worst element; null where shapes differ or there are no elements.</summary>
    public required WorstElement? Worst { get; init; }

    /// <summary>The verdict on the values.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>A sentence on the verdict, or an empty text.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Our relative L2 error against PyTorch's float64 run, where the reference has one.</summary>
    public double? ErrorToDouble { get; init; }

    /// <summary>PyTorch's own float32 error against its float64 run, where the reference has one.</summary>
    public double? PyTorchErrorToDouble { get; init; }

    /// <summary>
    /// The same as <see cref="RelativeL2"/> with convolutions rounded to TF32; null unless requested.
    /// </summary>
    public double? Tf32RelativeL2 { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Node}: {Verdict}, max difference {MaxDifference:E2} {Reason}";
}
