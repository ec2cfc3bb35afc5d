using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// PyTorch's values of every node of a network for one input, as <c>weights/dump_reference.py</c> writes it: key
/// <c>input</c> (of several inputs their names), one key per node in execution order, and perhaps <c>float64/NODE</c>,
/// the same in double precision.
/// </summary>
public sealed class ReferenceFile
{
    private const string InputKey = "input";
    private const string DoublePrefix = "float64/";

    private readonly StateDict _file;

    /// <summary>Makes a reference from a file that is already read.</summary>
    public ReferenceFile(StateDict file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        Names = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => !IsDouble(name))];
    }

    /// <summary>Reads a reference; its values stay in the file until they are needed.</summary>
    /// <exception cref="UnreadableInputException">There is no such file, or it is damaged.</exception>
    public static ReferenceFile Read(string path) => new(StateDict.Read(path));

    /// <summary>The file, as it was given.</summary>
    public string Path => _file.Path;

    /// <summary>Keys of inputs and nodes in the file's order, which is PyTorch's order of execution.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How it was written: <c>torch</c>, <c>threads</c>, <c>device</c>, <c>tf32_matmul</c>, ...</summary>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>One tensor per input of the network.</summary>
    /// <exception cref="UnreadableInputException">The file does not have them.</exception>
    public IReadOnlyList<Tensor> InputsFor(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. network.Inputs.Select(node => Find(KeyOf(node, network)) ?? throw NoInput(node, network))];
    }

    /// <summary>The keys of <see cref="InputsFor"/>, which name no node.</summary>
    public IReadOnlySet<string> InputKeys(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Inputs.Select(node => KeyOf(node, network)).Append(InputKey).ToHashSet();
    }

    /// <summary>PyTorch's values under a key, or null if there is none.</summary>
    public Tensor? Find(string name) => _file.TryGet(name, out WeightTensor? tensor) ? tensor.ToTensor() : null;

    /// <summary>The shape under a key, or null if there is none.</summary>
    public Shape? ShapeOf(string name) => _file.TryGet(name, out WeightTensor? tensor) ? tensor.Shape : null;

    /// <summary>The same in double precision, or null if the file does not have it.</summary>
    public double[]? FindDouble(string name) =>
        _file.TryGet(DoublePrefix + name, out WeightTensor? tensor) ? tensor.ToDoubles() : null;

    /// <summary>The text under a metadata key, or an empty one.</summary>
    public string About(string key) => Metadata.GetValueOrDefault(key, "");

    private static bool IsDouble(string name) => name.StartsWith(DoublePrefix, StringComparison.Ordinal);

    /// <summary>A network's only input has the key <c>input</c>, for any name in the network.</summary>
    private string KeyOf(Node input, Network network) =>
        network.Inputs.Count == 1 && ShapeOf(InputKey) is not null ? InputKey : input.Name;

    private UnreadableInputException NoInput(Node input, Network network) => new(
        $"{Path}: {network.Name} reads '{(network.Inputs.Count == 1 ? InputKey : input.Name)}' but the file has "
        + $"{(Names.Count == 0 ? "nothing" : string.Join(", ", Names.Take(4)))}"
        + $"{(Names.Count > 4 ? ", ..." : "")}; write it with weights/dump_reference.py");
}
