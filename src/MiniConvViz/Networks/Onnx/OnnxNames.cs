namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// PyTorch's names for the nodes of an exported graph, as torchvision's <c>get_graph_node_names</c> gives them. The
/// exporter writes the modules a node came from into its name, or into its metadata:
/// <code>
/// /layer1/layer1.0/conv1/Conv      layer1.0.conv1      the only node of a module carries the module's name
/// /layer1/layer1.0/Add             layer1.0.add        a function called between modules
/// /layer1/layer1.0/relu_1/Relu     layer1.0.relu_1     a module called twice
/// /norm/Mul, /norm/Add             norm.mul, norm      of several nodes of one module, the last is its output
/// </code>
/// Where a file contains no modules, the name comes from the weight (<c>conv1.weight</c>), else the node keeps its own;
/// a name of digits only, as in files of PyTorch 1.2 and 1.3, becomes <c>relu_391</c>. tf2onnx's names contain Keras'
/// layers in the same way (<see cref="OnnxPaths"/>).
/// </summary>
internal sealed class OnnxNames
{
    /// <summary>torch's names of functions, where they are not ONNX's in lower case.</summary>
    private static readonly Dictionary<string, string> Functions = new()
    {
        ["Concat"] = "cat",
        ["GlobalAveragePool"] = "adaptive_avg_pool2d",
        ["GlobalMaxPool"] = "adaptive_max_pool2d",
        ["AveragePool"] = "avg_pool2d",
        ["MaxPool"] = "max_pool2d",
        ["ReduceMean"] = "mean",
        ["ReduceSum"] = "sum",
        ["ReduceMax"] = "amax",
        ["Reshape"] = "view",
        ["Slice"] = "getitem",
        ["Split"] = "getitem",
        ["Gather"] = "getitem",
        ["Resize"] = "interpolate",
        ["Upsample"] = "interpolate",
        ["LeakyRelu"] = "leaky_relu",
        ["HardSigmoid"] = "hardsigmoid",
        ["HardSwish"] = "hardswish",
        ["LogSoftmax"] = "log_softmax",
        ["Clip"] = "clamp",
        ["Gemm"] = "linear",
        ["Conv"] = "conv2d",
        ["Div"] = "truediv",
        ["DepthToSpace"] = "pixel_shuffle",
        ["SpaceToDepth"] = "pixel_unshuffle",
        ["BatchNormalization"] = "batch_norm",
        ["LayerNormalization"] = "layer_norm",
        ["GroupNormalization"] = "group_norm",
        ["InstanceNormalization"] = "instance_norm",
    };

    private readonly Dictionary<OnnxNode, string> _paths = [];
    private readonly string[] _sortedPaths;
    private readonly OnnxPaths _modules;
    private readonly HashSet<OnnxNode> _ends = [];
    private readonly HashSet<OnnxNode> _parts = [];

    /// <summary>The prefix of every name: the path of the function that is imported, with a dot.</summary>
    private string Prefix { get; init; } = "";

    /// <summary>The first output of the branch or function; the node that computes it may get the name of the
    /// call.</summary>
    private string Result { get; init; } = "";

    /// <summary>The name of that node, where it does not keep its own.</summary>
    private string ResultName { get; init; } = "";

    /// <summary>Reads the modules of all nodes of a graph; the module of a node depends on the others.</summary>
    public OnnxNames(IReadOnlyList<OnnxNode> nodes)
    {
        _modules = new OnnxPaths(nodes);
        foreach (OnnxNode node in nodes)
        {
            if (_modules.Of(node) is string path)
            {
                _paths[node] = path;
            }
        }

        FindParts(nodes);
        FindEnds(nodes);
        _sortedPaths = [.. _paths.Values.Distinct()];
        Array.Sort(_sortedPaths, StringComparer.Ordinal);
    }

    /// <summary>
    /// The names in a function's body: the node that computes the result gets the name of the call, as the last node
    /// of a module gets the name of the module; that name is the prefix of the others.
    /// </summary>
    /// <param name="nodes">The nodes of the body.</param>
    /// <param name="result">The output of the function.</param>
    /// <param name="call">The name of the call.</param>
    public static OnnxNames OfFunction(IReadOnlyList<OnnxNode> nodes, string result, string call) =>
        new(nodes) { Prefix = call + ".", Result = result, ResultName = call };

    /// <summary>The names in a branch: those of its nodes; a last node without one gets the <c>If</c>'s.</summary>
    /// <param name="nodes">The nodes of the branch.</param>
    /// <param name="result">The output of the branch.</param>
    /// <param name="name">The name of the <c>If</c>.</param>
    public OnnxNames OfBranch(IReadOnlyList<OnnxNode> nodes, string result, string name) => new(nodes)
    {
        Prefix = Prefix,
        Result = nodes.Any(node => node.HasName && node.Outputs.Contains(result)) ? "" : result,
        ResultName = name,
    };

    /// <summary>The name of a node.</summary>
    /// <param name="node">One of the nodes of the constructor.</param>
    /// <param name="weight">The name of the initialiser that is its weight; empty if it has none.</param>
    public string NameOf(OnnxNode node, string weight) =>
        Result.Length > 0 && node.Outputs.Contains(Result) ? ResultName : Prefix + OwnName(node, weight);

    private string OwnName(OnnxNode node, string weight)
    {
        string layer = weight.EndsWith(".weight", StringComparison.Ordinal) ? weight[..^".weight".Length] : "";
        if (!_paths.TryGetValue(node, out string? path))
        {
            return layer.Length > 0 ? layer
                : node.Name.Length > 0 && node.Name.All(char.IsAsciiDigit) ? $"{KindOf(node)}_{node.Name}"
                : node.Name;
        }

        if (IsFolded(node, weight))
        {
            return layer;
        }

        string function = _parts.Contains(node) ? FunctionOf(node) + ".part" : FunctionOf(node);
        return !IsContainer(path) && _ends.Contains(node) ? path
            : path.Length == 0 ? function
            : $"{path}.{function}";
    }

    /// <summary>Whether a convolution is in the module of a batch norm: the exporter folded that into it.</summary>
    /// <param name="node">The convolution.</param>
    /// <param name="weight">The name of its weight.</param>
    public bool IsFolded(OnnxNode node, string weight) => node.Kind == "Conv" && OnnxPaths.IsInMetadata(node)
        && weight.EndsWith(".weight", StringComparison.Ordinal)
        && _paths.TryGetValue(node, out string? path)
        && path.Length > 0 && !weight.StartsWith(path + ".", StringComparison.Ordinal);

    /// <summary>
    /// Whether a path contains other modules. If it does, the first path in order from <c>path.</c> on is one of them;
    /// this search needs no memory for the prefixes of hostile names.
    /// </summary>
    private bool IsContainer(string path)
    {
        string inside = $"{path}.";
        int found = Array.BinarySearch(_sortedPaths, inside, StringComparer.Ordinal);
        int next = found < 0 ? ~found : found;
        return path.Length == 0
            || (next < _sortedPaths.Length && _sortedPaths[next].StartsWith(inside, StringComparison.Ordinal));
    }

    /// <summary>Python slices several axes at once, ONNX one after the other: only the last is Python's.</summary>
    private void FindParts(IReadOnlyList<OnnxNode> nodes)
    {
        ILookup<string, OnnxNode> readers = nodes
            .SelectMany(node => node.Inputs.Select(input => (input, node)))
            .ToLookup(edge => edge.input, edge => edge.node);
        _parts.UnionWith(nodes.Where(node => node.Kind == "Slice"
            && readers[node.Outputs[0]].Take(2).ToArray() is [{ Kind: "Slice" } next]
            && next.Inputs[0] == node.Outputs[0]
            && _modules.Of(next) == _modules.Of(node)));
    }

    /// <summary>
    /// The last node of each module is its output. Where the calls of a module look the same in the file, a call also
    /// ends where the nodes of another module follow.
    /// </summary>
    private void FindEnds(IReadOnlyList<OnnxNode> nodes)
    {
        Dictionary<string, OnnxNode> last = [];
        string current = "";
        foreach (OnnxNode node in nodes)
        {
            if (!_paths.TryGetValue(node, out string? path))
            {
                continue;
            }

            if (path != current && OnnxPaths.IsInMetadata(node) && last.Remove(path, out OnnxNode? earlier))
            {
                _ends.Add(earlier);
            }

            if (!OnnxPaths.IsBetweenLayouts(node) || !last.ContainsKey(path))
            {
                last[path] = node;
            }

            current = path;
        }

        _ends.UnionWith(last.Values);
    }

    private static string KindOf(OnnxNode node) => node.Kind[(node.Kind.LastIndexOf('.') + 1)..].ToLowerInvariant();

    private static string FunctionOf(OnnxNode node) =>
        node.Kind == "Transpose" ? (SwapsTwoAxes(node) ? "transpose" : "permute")
        : Functions.TryGetValue(node.Kind, out string? function) ? function
        : KindOf(node);

    private static bool SwapsTwoAxes(OnnxNode node) =>
        node.Ints("perm")?.Where((axis, position) => axis != position).Count() == 2;
}
