using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The nodes of a graph that cannot be computed: those whose operator is unsupported, those that use it in an
/// unsupported way, and all nodes that depend on them.
/// </summary>
internal sealed class OnnxLosses
{
    /// <summary>The most refusals that a message lists.</summary>
    private const int MostRefusals = 100;

    /// <summary>Operators whose outputs have sizes that depend on values: here shapes follow from shapes.</summary>
    private static readonly string[] OfSizesFromValues = ["NonMaxSuppression", "Unique"];

    private readonly List<OnnxNode> _unknown = [];
    private readonly List<string> _refusals = [];
    private readonly List<MissingNode> _missing = [];

    /// <summary>Every node that is missing, in the order of the file.</summary>
    public IReadOnlyList<MissingNode> Missing => _missing;

    /// <summary>Whether the whole file was exported in the wrong mode, so that no part of it is usable.</summary>
    public bool IsOfWholeFile { get; private set; }

    /// <summary>A node whose operator is not supported.</summary>
    public void Unknown(OnnxNode node)
    {
        _unknown.Add(node);
        string reason = OfSizesFromValues.Contains(node.Kind) ? $", {OnnxRefusal.SizeFromValues}," : "";
        _missing.Add(new MissingNode(node.Name, node.Kind, $"the operator {node.Kind}{reason} is not supported"));
    }

    /// <summary>A node whose operator is supported, but not as it is used there.</summary>
    public void Refuse(OnnxNode node, OnnxRefusal refusal)
    {
        _refusals.Add($"{node}: {refusal.Message}");
        _missing.Add(new MissingNode(node.Name, node.Kind, refusal.Message));
        IsOfWholeFile |= refusal.IsOfWholeFile;
    }

    /// <summary>A node that reads an output of a missing one, or an unsupported output.</summary>
    /// <param name="node">The node.</param>
    /// <param name="maker">The node of the unsupported output; null where that node is missing itself.</param>
    public void Follow(OnnxNode node, OnnxNode? maker)
    {
        if (maker is not null)
        {
            Refuse(node, new OnnxRefusal($"reads an output of {maker} that is not supported"));
            return;
        }

        _missing.Add(new MissingNode(node.Name, node.Kind, Reason: ""));
    }

    /// <summary>The exception that refuses the file, with all unsupported nodes.</summary>
    public UnsupportedModelException Refusal(string path) =>
        new($"{path}: contains unsupported nodes: {Causes()}");

    /// <summary>One sentence with the missing nodes and the number of the others.</summary>
    /// <param name="computed">The number of nodes that are computed.</param>
    public string Summary(int computed)
    {
        string[] followers = [.. _missing.Where(node => node.Reason.Length == 0).Select(node => node.Name)];
        return $"{_missing.Count} of {_missing.Count + computed} nodes cannot be computed (unsupported: {Causes()}"
            + (followers.Length > 0 ? $"; left out because they depend on these: {Quoted.Names(followers)}" : "")
            + (computed == 1 ? "); the other one is computed" : $"); the other {computed} are computed");
    }

    private string Causes()
    {
        IEnumerable<string> unknown = _unknown.GroupBy(node => node.Kind)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"the operator {group.Key} ({Quoted.Names([.. group.Select(node => node.Name)])})"
                + (OfSizesFromValues.Contains(group.Key) ? $", {OnnxRefusal.SizeFromValues}" : ""));
        string[] causes = [.. unknown, .. _refusals];
        return string.Join("; ", causes.Take(MostRefusals))
            + (causes.Length > MostRefusals ? $" and {causes.Length - MostRefusals} more" : "");
    }
}
