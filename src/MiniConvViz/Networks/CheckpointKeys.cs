using System.Diagnostics.CodeAnalysis;
using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>
/// A checkpoint's tensors by the names that an architecture requests, and the tensors that it did not request.
/// </summary>
/// <param name="checkpoint">The tensors.</param>
/// <param name="olderKey">The name of a parameter in older checkpoints of the architecture, if it was renamed.</param>
internal sealed class CheckpointKeys(StateDict checkpoint, Func<string, string>? olderKey)
{
    private readonly HashSet<string> _used = [];
    private readonly List<string> _trainingOnly = [];

    /// <summary>The tensors for inference: no counters, and no tensors of modules that run in training only.</summary>
    public IEnumerable<WeightTensor> Needed => checkpoint.Tensors.Where(tensor =>
        !CheckpointPrefixes.IsCounter(tensor.Name)
        && !_trainingOnly.Any(prefix => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>The tensors for inference that were not requested.</summary>
    public IEnumerable<WeightTensor> Unused => Needed.Where(tensor => !_used.Contains(tensor.Name));

    /// <summary>Finds a parameter by its present name or its older one, and marks it as used.</summary>
    public bool TryUse(string name, [NotNullWhen(true)] out WeightTensor? tensor)
    {
        if (!checkpoint.TryGet(name, out tensor)
            && (olderKey is null || !checkpoint.TryGet(olderKey(name), out tensor)))
        {
            return false;
        }

        _used.Add(tensor.Name);
        return true;
    }

    /// <summary>The tensors of that module are optional.</summary>
    public void AddTrainingOnly(string module) => _trainingOnly.Add(module + ".");
}
