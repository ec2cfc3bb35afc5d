using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>A checkpoint whose names and shapes are those of an architecture.</summary>
/// <param name="Architecture">What it fits.</param>
/// <param name="Checkpoint">Its tensors by the architecture's names; its notes say what became of others.</param>
/// <param name="HasHead">Whether the last layers are there; without them the network ends before them.</param>
public sealed record FittingCheckpoint(Architecture Architecture, StateDict Checkpoint, bool HasHead);
