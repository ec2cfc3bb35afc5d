using System.Diagnostics.CodeAnalysis;
using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>
/// A checkpoint's tensors by the names an architecture asks for, and which of them it never asked for.
/// </summary>
/// <param name="checkpoint">The tensors.</param>
/// <param name="olderKey">What a parameter was called in older checkpoints of the architecture, if it was
/// renamed.</param>
internal sealed class CheckpointKeys(StateDict checkpoint, Func<string, string>? olderKey)
{
    private readonly HashSet<string> _used = [];
    private readonly List<string> _trainingOnly = [];

    /// <summary>What inference needs: neither counters nor what belongs to modules that only training runs.</summary>
    public IEnumerable<WeightTensor> Needed => checkpoint.Tensors.Where(tensor =>
        !CheckpointPrefixes.IsCounter(tensor.Name)
        && !_trainingOnly.Any(prefix => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>Needed tensors that nobody asked for.</summary>
    public IEnumerable<WeightTensor> Unused => Needed.Where(tensor => !_used.Contains(tensor.Name));

    /// <summary>Finds a parameter by its present name or its older one, and remembers that it is used.</summary>
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

    /// <summary>What lies below that module may be there or not.</summary>
    public void AddTrainingOnly(string module) => _trainingOnly.Add(module + ".");
}
