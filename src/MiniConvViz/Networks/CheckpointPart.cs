using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>The tensors of a checkpoint under a path, by the architecture's names.</summary>
/// <param name="checkpoint">All tensors.</param>
/// <param name="path">The prefix of the names: <c>model.backbone.</c>, or empty.</param>
/// <param name="architecture">The architecture whose last layer is searched.</param>
internal sealed class CheckpointPart(StateDict checkpoint, string path, Architecture architecture)
{
    /// <summary>
    /// With the last layer, which may lie elsewhere (<c>head.fc</c>) or alone in an <c>nn.Sequential</c> (<c>fc.1</c>);
    /// null where there is none, or where it is among other layers: the file does not contain the operators between
    /// them.
    /// </summary>
    public StateDict? WithHead()
    {
        if (checkpoint.TryGet(path + architecture.ClassifierWeight, out _))
        {
            return path.Length == 0 ? null : Part(head: null);
        }

        const string weight = ".weight";
        string[] linear = [.. checkpoint.Tensors
            .Where(tensor => tensor.Shape.Rank == 2 && tensor.Name.EndsWith(weight, StringComparison.Ordinal)
                && MayBeHead(tensor.Name))
            .Select(tensor => tensor.Name[..^weight.Length])];
        return linear is [string head] && IsAlone(head) ? Part(head) : null;
    }

    /// <summary>All tensors under the path, for any part of the architecture.</summary>
    public StateDict Whole() => path.Length == 0 ? checkpoint : Part(head: null);

    /// <summary>Without the tensors that may be the last layers; null where the last layer is there.</summary>
    public StateDict? WithoutHead() =>
        checkpoint.TryGet(path + architecture.ClassifierWeight, out _) ? null : Part(head: null, leaveOutHead: true);

    /// <summary>Whether it lies elsewhere, or below the name of the last layer.</summary>
    private bool MayBeHead(string name) =>
        !IsUnder(name, path) || IsUnder(name, $"{path}{architecture.Classifier}.");

    /// <summary>Whether this layer is the only tensor outside of the network.</summary>
    private bool IsAlone(string head) => checkpoint.Tensors.All(tensor =>
        IsUnder(tensor.Name, path) || IsUnder(tensor.Name, head + ".") || CheckpointPrefixes.IsCounter(tensor.Name));

    private StateDict Part(string? head, bool leaveOutHead = false)
    {
        List<WeightTensor> tensors = [];
        HashSet<string> names = [];
        List<string> left = [];
        foreach (WeightTensor tensor in checkpoint.Tensors)
        {
            string? name = NameOf(tensor.Name, head, leaveOutHead);
            if (name is not null && names.Add(name))
            {
                tensors.Add(tensor.Renamed(name));
            }
            else if (!CheckpointPrefixes.IsCounter(tensor.Name))
            {
                left.Add(tensor.Name);
            }
        }

        return checkpoint.With(tensors, [.. Notes(head, leaveOutHead, left)]);
    }

    /// <summary>The architecture's name for a tensor; null where it has none.</summary>
    private string? NameOf(string name, string? head, bool leaveOutHead)
    {
        if (head is not null && IsUnder(name, head + "."))
        {
            return architecture.Classifier + name[head.Length..];
        }

        bool isLeft = !IsUnder(name, path)
            || (leaveOutHead && IsUnder(name, $"{path}{architecture.Classifier}."));
        return isLeft ? null : name[path.Length..];
    }

    private IEnumerable<string> Notes(string? head, bool leaveOutHead, List<string> left)
    {
        if (path.Length > 0)
        {
            int count = checkpoint.Tensors.Count(tensor => IsUnder(tensor.Name, path));
            yield return $"removed the prefix '{PrintableText.Of(path)}' from {count} names";
        }

        if (head is not null)
        {
            yield return $"took {Quoted.Name(head)} for the last layer, {architecture.Classifier}";
        }

        if (leaveOutHead)
        {
            yield return $"{architecture.Name} ends before its last layers, which the file does not hold in its form";
        }

        if (left.Count > 0)
        {
            yield return $"left out {Counted.Of(left.Count, "tensor")} beside it: {Quoted.Names(left)}"
                + (path.Length > 0 ? "; the prefix chooses others" : "");
        }
    }

    private static bool IsUnder(string name, string prefix) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal);
}
