using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>
/// Finds how a checkpoint fits an architecture: as it is; else without what stands before its names
/// (<c>model.backbone.conv1.weight</c>) and with its own name for the last layer (<c>head.fc.weight</c>); else without
/// the last layers.
/// </summary>
internal sealed class CheckpointFitter(StateDict checkpoint)
{
    private readonly Lazy<IReadOnlyList<string>> _paths = new(() => CheckpointPaths.Of(checkpoint));

    /// <summary>Those of the architectures that fit, in the first of the three ways in which any does.</summary>
    public IReadOnlyList<FittingCheckpoint> Fit(IReadOnlyList<Architecture> architectures)
    {
        List<FittingCheckpoint> asItIs = [.. architectures
            .Where(architecture => Fits(architecture, checkpoint, hasHead: true))
            .Select(architecture => new FittingCheckpoint(architecture, Counted(checkpoint), HasHead: true))];
        if (asItIs.Count > 0 || checkpoint.Tensors.Count > CheckpointPaths.MostTensors)
        {
            return asItIs;
        }

        List<FittingCheckpoint> renamed = [.. architectures.Select(Renamed).OfType<FittingCheckpoint>()];
        return renamed.Count > 0
            ? renamed
            : [.. architectures.Select(WithoutHead).OfType<FittingCheckpoint>()];
    }

    private FittingCheckpoint? Renamed(Architecture architecture) => PathsFor(architecture)
        .Select(path => new CheckpointPart(checkpoint, path, architecture).WithHead())
        .Where(part => part is not null && Fits(architecture, part, hasHead: true))
        .Select(part => new FittingCheckpoint(architecture, Counted(part!), HasHead: true))
        .FirstOrDefault();

    private FittingCheckpoint? WithoutHead(Architecture architecture) => PathsFor(architecture)
        .Select(path => new CheckpointPart(checkpoint, path, architecture).WithoutHead())
        .Where(part => part is not null && Fits(architecture, part, hasHead: false))
        .Select(part => new FittingCheckpoint(architecture, Counted(part!), HasHead: false))
        .FirstOrDefault();

    /// <summary>The paths under which the architecture's first parameter is found.</summary>
    private IEnumerable<string> PathsFor(Architecture architecture)
    {
        string first = FirstParameter.Of(architecture);
        return _paths.Value.Where(path => checkpoint.TryGet(path + first, out _));
    }

    private static bool Fits(Architecture architecture, StateDict part, bool hasHead)
    {
        try
        {
            CheckpointShapes shapes = new(part, architecture.OlderKey, withoutHead: !hasHead);
            _ = architecture.Build(shapes, ModelZoo.ClassesOf(architecture, part));
            return true;
        }
        catch (NetworkException)
        {
            return false;
        }
    }

    /// <summary>
    /// Notes the counters that are left out, but for those of batch norms, which nearly every checkpoint has.
    /// </summary>
    private static StateDict Counted(StateDict part)
    {
        List<string> counters = [.. part.Tensors
            .Select(tensor => tensor.Name)
            .Where(name => CheckpointPrefixes.IsCounter(name)
                && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal))];
        return counters.Count == 0
            ? part
            : part.With(part.Tensors, $"left out {Quoted.Count(counters.Count, "counter")}: {Quoted.Names(counters)}");
    }
}
