using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>A checkpoint whose names and shapes are those of an architecture.</summary>
/// <param name="Architecture">What it fits.</param>
/// <param name="Checkpoint">Its tensors by the architecture's names; its notes say what became of others.</param>
/// <param name="HasHead">Whether the last layers are there; without them the network ends before them.</param>
public sealed record FittingCheckpoint(Architecture Architecture, StateDict Checkpoint, bool HasHead)
{
    /// <summary>Whether any other tensors may be missing as well: see <see cref="ModelZoo.FitPartly"/>.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Tensors that were found to agree, where it is partial.</summary>
    internal int Agreeing { get; init; }

    /// <summary>The same as a share of all that either side has.</summary>
    internal double Share { get; init; }
}
