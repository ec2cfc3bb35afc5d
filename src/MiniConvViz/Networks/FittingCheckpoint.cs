using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>A checkpoint whose names and shapes are those of an architecture.</summary>
/// <param name="Architecture">The architecture that it fits.</param>
/// <param name="Checkpoint">Its tensors by the architecture's names; its notes describe the others.</param>
/// <param name="HasHead">Whether the last layers exist; without them the network ends before them.</param>
public sealed record FittingCheckpoint(Architecture Architecture, StateDict Checkpoint, bool HasHead)
{
    /// <summary>Whether any other tensors may be missing as well: see <see cref="ModelZoo.FitPartly"/>.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The number of tensors that agree, where it is partial.</summary>
    internal int Agreeing { get; init; }

    /// <summary>The same as a share of all tensors of either side.</summary>
    internal double Share { get; init; }
}
