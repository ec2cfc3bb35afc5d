using System.Text.RegularExpressions;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The modules, or Keras layers, that the nodes of a graph come from, as their exporters write them:
/// <code>
/// /layer1/layer1.0/conv1/Conv                          layer1.0.conv1     torch.onnx.export, in the name
/// ['', 'layer1', 'layer1.0', 'conv2d']                 layer1.0           torch.onnx.export(dynamo=True), as metadata
/// StatefulPartitionedCall/model/conv2d/BiasAdd__14     conv2d             tf2onnx, in the name
/// </code>
/// </summary>
internal sealed partial class OnnxPaths
{
    private const string NameScopes = "pkg.torch.onnx.name_scopes";
    private const string Call = "PartitionedCall";

    /// <summary>The number of segments that tf2onnx writes before every layer: calls, and the model's name.</summary>
    private readonly int _before;

    /// <summary>Reads all nodes of a graph: segments that all of them share are no layer.</summary>
    public OnnxPaths(IReadOnlyList<OnnxNode> nodes)
    {
        string[][] paths = [.. nodes.Where(IsOfKeras).Select(KerasSegments)];
        while (paths.Length > 0 && paths.All(path => path.Length > _before + 1 && path[_before] == paths[0][_before]))
        {
            _before++;
        }
    }

    /// <summary>Whether a node has its modules as metadata, in which two calls of a module look the same.</summary>
    public static bool IsInMetadata(OnnxNode node) => node.Metadata(NameScopes) is not null;

    /// <summary>Whether a node is tf2onnx's transpose between [N,H,W,C] and [N,C,H,W], which is no layer.</summary>
    public static bool IsBetweenLayouts(OnnxNode node) =>
        node.Kind == "Transpose" && IsOfKeras(node) && Suffix().IsMatch(node.Name);

    /// <summary>
    /// The dotted path of the module that called a node: <c>""</c> for the network itself, null where the file does not
    /// contain it.
    /// </summary>
    public string? Of(OnnxNode node)
    {
        if (node.Metadata(NameScopes) is string listed)
        {
            // ['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d']: the last is the node's own name
            string[] scopes = [.. QuotedText().Matches(listed).Select(match => match.Groups[1].Value)];
            return scopes.Length > 1 ? scopes[^2] : "";
        }

        return IsOfKeras(node) ? string.Join('.', KerasSegments(node).Skip(_before))
            : node.Name.StartsWith('/') ? OfName(node.Name)
            : null;
    }

    private static string OfName(string name)
    {
        List<string> path = [];
        string last = "";
        foreach (string segment in name.Split('/')[1..^1])
        {
            // A Sequential names its children with its own name before them: /features/features.0/Conv.
            string own = last.Length > 0 && segment.StartsWith(last + ".", StringComparison.Ordinal)
                ? segment[(last.Length + 1)..]
                : segment;
            path.Add(own);
            last = segment;
        }

        return string.Join('.', path);
    }

    private static bool IsOfKeras(OnnxNode node) => node.IsFromTensorFlow && KerasSegments(node).Length > 0;

    /// <summary>The segments before the operator's, without those of function calls.</summary>
    private static string[] KerasSegments(OnnxNode node) =>
    [
        .. node.Name.Split(';')[0].Split('/')[..^1]
            .Where(segment => segment.Length > 0 && !segment.Contains(Call, StringComparison.Ordinal)),
    ];

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex QuotedText();

    [GeneratedRegex("__[0-9]+$")]
    private static partial Regex Suffix();
}
