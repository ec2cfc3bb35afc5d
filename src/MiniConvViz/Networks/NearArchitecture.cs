namespace MiniConvViz.Networks;

/// <summary>An architecture that a checkpoint nearly fits.</summary>
/// <param name="Architecture">What was compared.</param>
/// <param name="Agreeing">Tensors of the checkpoint that it has under the same name and in the same shape.</param>
/// <param name="Share">The same as a share of all tensors that either side has, from 0 to 1.</param>
public sealed record NearArchitecture(Architecture Architecture, int Agreeing, double Share);
