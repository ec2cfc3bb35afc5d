using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>An architecture that a checkpoint nearly fits.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Agreeing">Tensors of the checkpoint that it has under the same name and in the same shape.</param>
/// <param name="Share">The same as a share of all tensors that either side has, from 0 to 1.</param>
public sealed record NearArchitecture(Architecture Architecture, int Agreeing, double Share)
{
    /// <summary>Compares the two; null where they are unrelated.</summary>
    internal static NearArchitecture? Of(Architecture architecture, StateDict checkpoint)
    {
        CheckpointAgreement agreement = new(checkpoint, architecture.OlderKey);
        try
        {
            _ = architecture.Build(agreement, CheckpointVariant.Of(architecture, checkpoint));
            return agreement.Agreeing > 0 ? new(architecture, agreement.Agreeing, agreement.Share) : null;
        }
        catch (NetworkException)
        {
            return null;
        }
    }
}
