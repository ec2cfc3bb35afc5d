using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// What of a graph cannot be computed: operators that are not supported, those that are used in an unsupported way, and
/// the nodes that are lost with them because they read what these make.
/// </summary>
internal sealed class OnnxLosses
{
    /// <summary>Refusals that a message lists; a file may hold endless ones.</summary>
    private const int MostRefusals = 100;

    /// <summary>Operators whose outputs have sizes that depend on values: here shapes follow from shapes.</summary>
    private static readonly string[] OfSizesFromValues = ["NonMaxSuppression", "Unique"];

    private readonly List<OnnxNode> _unknown = [];
    private readonly List<string> _refusals = [];
    private readonly List<MissingNode> _missing = [];

    /// <summary>Every node that is missing, in the order of the file.</summary>
    public IReadOnlyList<MissingNode> Missing => _missing;

    /// <summary>Whether the file as a whole is the wrong export, so that no part of it is of use.</summary>
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

    /// <summary>A node that reads what a missing one makes, or an output that is not supported.</summary>
    /// <param name="node">The node.</param>
    /// <param name="maker">The node whose other outputs are supported; null where it is missing itself.</param>
    public void Follow(OnnxNode node, OnnxNode? maker)
    {
        if (maker is not null)
        {
            Refuse(node, new OnnxRefusal($"reads an output of {maker} that is not supported"));
            return;
        }

        _missing.Add(new MissingNode(node.Name, node.Kind, Reason: ""));
    }

    /// <summary>The exception that refuses the file, with all that it needs.</summary>
    public UnsupportedModelException Refusal(string path) =>
        new($"{path}: needs what is not supported: {Causes()}");

    /// <summary>One sentence about what is missing, and how much is there.</summary>
    /// <param name="computed">The number of nodes that are computed.</param>
    public string Summary(int computed)
    {
        string[] followers = [.. _missing.Where(node => node.Reason.Length == 0).Select(node => node.Name)];
        return $"{_missing.Count} of {_missing.Count + computed} nodes cannot be computed (not supported: {Causes()}"
            + (followers.Length > 0 ? $"; lost with it: {Quoted.Names(followers)}" : "")
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
