using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>Parameters from a checkpoint; one error lists everything that does not fit.</summary>
/// <param name="checkpoint">The tensors.</param>
/// <param name="olderKey">The name of a parameter in older checkpoints of the architecture, if it was renamed.</param>
public sealed class CheckpointParameters(StateDict checkpoint, Func<string, string>? olderKey = null) : IParameterSource
{
    private const int ListedAtMost = 5;
    private readonly CheckpointKeys _keys = new(checkpoint, olderKey);
    private readonly WeightCheck _check = new();
    private readonly List<string> _absent = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _misshaped = [];

    /// <summary>Whether the last layers may be missing; the network then ends before them.</summary>
    public bool WithoutHead { get; init; }

    /// <summary>
    /// Whether any tensor may be missing, of another shape or too many; <see cref="Warnings"/> lists them.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <inheritdoc/>
    public bool MayLackAny => IsPartial;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Absent => WithoutHead || IsPartial ? _absent : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => IsPartial && Problems() is { Length: > 0 } problems
        ? [string.Join("; ", problems), .. _check.Warnings]
        : _check.Warnings;

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape)
    {
        if (!_keys.TryUse(name, out WeightTensor? tensor))
        {
            _missing.Add(name);
            _absent.Add(name);
            return Tensor.ShapeOnly(shape);
        }

        if (tensor.Shape != shape)
        {
            _absent.Add(name);
            _misshaped.Add($"{name} is {tensor.Shape}, expected {shape}");
            return Tensor.ShapeOnly(shape);
        }

        Tensor weight = tensor.ToTensor();
        _check.Look(tensor.Name, weight);
        return weight;
    }

    /// <inheritdoc/>
    public void TrainingOnly(string module) => _keys.AddTrainingOnly(module);

    /// <inheritdoc/>
    public void Finish(string network)
    {
        string[] problems = Problems();
        if (problems.Length > 0 && !IsPartial)
        {
            throw new NetworkException(
                $"{checkpoint.Path}: does not fit {network}: {string.Join("; ", problems)}. "
                + "Is this the checkpoint of another model?");
        }
    }

    private string[] Problems() =>
    [
        .. List("missing", WithoutHead ? [] : _missing),
        .. List("unexpected", [.. _keys.Unused.Select(tensor => tensor.Name)]),
        .. List("of another shape", _misshaped),
    ];

    private static IEnumerable<string> List(string what, List<string> items)
    {
        if (items.Count > 0)
        {
            string more = items.Count > ListedAtMost ? ", ..." : "";
            yield return $"{items.Count} {what} ({string.Join(", ", items.Take(ListedAtMost))}{more})";
        }
    }
}
