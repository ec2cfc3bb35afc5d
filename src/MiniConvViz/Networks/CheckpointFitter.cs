using MiniConvViz.Formats;
using MiniConvViz.Networks.Spellings;

namespace MiniConvViz.Networks;

/// <summary>
/// Finds how a checkpoint fits an architecture: unchanged; else without a prefix of its names
/// (<c>model.backbone.conv1.weight</c>) and with another name of the last layer (<c>head.fc.weight</c>); else the same
/// after a translation of another project's names into torchvision's; else without the last layers.
/// </summary>
internal sealed class CheckpointFitter(StateDict checkpoint)
{
    private readonly Lazy<IReadOnlyList<Candidate>> _candidates = new(() =>
    [
        .. KeySpellings.Of(checkpoint).Prepend(checkpoint)
            .Select(spelled => new Candidate(spelled, CheckpointPaths.Of(spelled))),
    ]);

    /// <summary>The architectures that fit, by the first of these methods by which any fits.</summary>
    public IReadOnlyList<FittingCheckpoint> Fit(IReadOnlyList<Architecture> architectures)
    {
        List<FittingCheckpoint> asItIs = AsItIs(checkpoint, architectures);
        if (asItIs.Count > 0 || checkpoint.Tensors.Count > CheckpointPaths.MostTensors)
        {
            return asItIs;
        }

        List<FittingCheckpoint> fitting = [];
        foreach (Candidate candidate in _candidates.Value)
        {
            fitting = candidate.Checkpoint == checkpoint ? [] : AsItIs(candidate.Checkpoint, architectures);
            fitting = fitting.Count > 0 ? fitting : Each(architectures, candidate, hasHead: true);
            if (fitting.Count > 0)
            {
                return fitting;
            }
        }

        foreach (Candidate candidate in _candidates.Value)
        {
            fitting = fitting.Count > 0 ? fitting : Each(architectures, candidate, hasHead: false);
        }

        return fitting;
    }

    /// <summary>
    /// The method by which most tensors agree with those of an architecture, with any number of them missing.
    /// </summary>
    public FittingCheckpoint? FitPartly(Architecture architecture) =>
        checkpoint.Tensors.Count > CheckpointPaths.MostTensors ? null : _candidates.Value
            .SelectMany(candidate => candidate.Paths.Select(
                path => new CheckpointPart(candidate.Checkpoint, path, architecture).Whole()))
            .Select(part => Agreement(architecture, part))
            .Where(fitting => fitting.Agreeing > 0)
            .MaxBy(fitting => fitting.Agreeing);

    private static FittingCheckpoint Agreement(Architecture architecture, StateDict part)
    {
        CheckpointAgreement agreement = new(part, architecture.OlderKey, givesUp: false);
        _ = architecture.Build(agreement, CheckpointVariant.Of(architecture, part));
        return new FittingCheckpoint(architecture, part, HasHead: true)
        {
            IsPartial = true,
            Agreeing = agreement.Agreeing,
            Share = agreement.Share,
        };
    }

    private static List<FittingCheckpoint> AsItIs(StateDict whole, IReadOnlyList<Architecture> architectures) =>
    [
        .. architectures
            .Where(architecture => Fits(architecture, whole, hasHead: true))
            .Select(architecture => new FittingCheckpoint(architecture, WithCount(whole), HasHead: true)),
    ];

    private static List<FittingCheckpoint> Each(
        IReadOnlyList<Architecture> architectures, Candidate candidate, bool hasHead) =>
    [
        .. architectures
            .Select(architecture => FirstPart(architecture, candidate, hasHead))
            .OfType<FittingCheckpoint>(),
    ];

    private static FittingCheckpoint? FirstPart(Architecture architecture, Candidate candidate, bool hasHead) =>
        candidate.Paths
            .Where(path => candidate.Checkpoint.TryGet(path + architecture.FirstWeight, out _))
            .Select(path => new CheckpointPart(candidate.Checkpoint, path, architecture))
            .Select(part => hasHead ? part.WithHead() : part.WithoutHead())
            .Where(part => part is not null && Fits(architecture, part, hasHead))
            .Select(part => new FittingCheckpoint(architecture, WithCount(part!), hasHead))
            .FirstOrDefault();

    private static bool Fits(Architecture architecture, StateDict part, bool hasHead)
    {
        try
        {
            CheckpointShapes shapes = new(part, architecture.OlderKey, withoutHead: !hasHead);
            _ = architecture.Build(shapes, CheckpointVariant.Of(architecture, part));
            return true;
        }
        catch (NetworkException)
        {
            return false;
        }
    }

    /// <summary>
    /// Adds a note on the counters that are left out, except those of batch norms, which nearly every checkpoint has.
    /// </summary>
    private static StateDict WithCount(StateDict part)
    {
        List<string> counters = [.. part.Tensors
            .Select(tensor => tensor.Name)
            .Where(name => CheckpointPrefixes.IsCounter(name)
                && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal))];
        return counters.Count == 0
            ? part
            : part.With(part.Tensors, $"left out {Counted.Of(counters.Count, "counter")}: {Quoted.Names(counters)}");
    }

    /// <summary>
    /// The checkpoint in one project's spelling, and the possible prefixes of a network's names in it.
    /// </summary>
    private sealed record Candidate(StateDict Checkpoint, IReadOnlyList<string> Paths);
}
