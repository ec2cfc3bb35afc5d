using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary>Matches the names of the network and the reference, and lists the unmatched ones.</summary>
internal sealed class NameMatching
{
    private const int NearNames = 3;

    private readonly List<string> _leftKeys;
    private readonly ReferenceFile _reference;
    private readonly Network _network;

    public NameMatching(Network network, ReferenceFile reference)
    {
        (_network, _reference) = (network, reference);
        IReadOnlySet<string> inputs = reference.InputKeys(network);
        HashSet<string> names = [.. network.Nodes.Select(node => node.Name)];
        _leftKeys = [.. reference.Names.Where(key => !names.Contains(key) && !inputs.Contains(key))];
    }

    /// <summary>
    /// The unmatched key after a node's own that has the node's shape: the batch norm that an exporter folded into its
    /// convolution.
    /// </summary>
    public string? NextUnclaimed(Node node, Tensors.Shape shape) => _reference.Names
        .SkipWhile(key => key != node.Name)
        .Skip(1)
        .Take(1)
        .FirstOrDefault(key => _leftKeys.Contains(key) && _reference.ShapeOf(key) == shape);

    /// <summary>Marks a key as matched.</summary>
    public void Claim(string key) => _leftKeys.Remove(key);

    /// <summary>Nodes without a key; inputs and constants need none.</summary>
    public UnmatchedName[] NotInReference() =>
    [
        .. LeftNodes().Select(name => new UnmatchedName(name, Near(name, _leftKeys))),
    ];

    /// <summary>Keys without a node.</summary>
    public UnmatchedName[] NotInNetwork()
    {
        string[] nodes = [.. LeftNodes()];
        return [.. _leftKeys.Select(key => new UnmatchedName(key, Near(key, nodes)))];
    }

    private IEnumerable<string> LeftNodes() => _network.Nodes
        .Where(node => node.Operator is not (Input or Constant) && _reference.ShapeOf(node.Name) is null)
        .Select(node => node.Name);

    private static string[] Near(string name, IEnumerable<string> others) =>
    [
        .. others
            .Select(other => (Name: other, Distance: NearestNames.Distance(name, other)))
            .Where(candidate => candidate.Distance <= Math.Max(2, name.Length / 2.0))
            .OrderBy(candidate => candidate.Distance)
            .Take(NearNames)
            .Select(candidate => candidate.Name),
    ];
}
