using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Builds a network as its PyTorch module does: one call per layer, named by its module path. A name used a second time
/// gets the suffix <c>_1</c>, as in torchvision's <c>get_graph_node_names</c>.
/// </summary>
public sealed class NetworkBuilder
{
    private readonly ModelCard _card;
    private readonly IParameterSource _parameters;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _names = []; // with the last suffix of each

    private readonly HashSet<Node> _lacking = []; // nodes whose parameters are absent
    private int _absent;

    /// <summary>Starts a network with the learned tensors of <paramref name="parameters"/>.</summary>
    public NetworkBuilder(ModelCard card, IParameterSource parameters) => (_card, _parameters) = (card, parameters);

    /// <summary>The stem of a ResNet.</summary>
    internal Stem Stem { get; init; } = Stem.ImageNet;

    /// <summary>
    /// Whether the first convolution has the channels of the network's images in place of those of the original: a
    /// network for other channels differs in that layer only.
    /// </summary>
    internal bool FollowsChannels { get; init; }

    /// <summary>What of its file the network lacks.</summary>
    internal IReadOnlyList<MissingNode> Missing { get; set; } = [];

    /// <summary>The same in one sentence.</summary>
    internal string MissingSummary { get; set; } = "";

    /// <summary>Whether none of the file's outputs is computed.</summary>
    internal bool IsCut { get; set; }

    /// <summary>Adds the node of the image; the first call of every network.</summary>
    public Node Input(string name = "x") =>
        Apply(name, new Input(_card.Channels, _card.CropSize, _card.CropSize));

    /// <summary>Adds any operator.</summary>
    /// <exception cref="NetworkException">The operator has no inputs, though it needs some.</exception>
    public Node Apply(string name, Operator @operator, params ReadOnlySpan<Node> inputs)
    {
        if (inputs.Length == 0 && @operator is not (Ops.Input or Constant or Full))
        {
            throw new NetworkException(
                $"{name} ({@operator.Kind}): a node that is neither an input nor a constant reads at least one other");
        }

        Node node = new(_nodes.Count, Unique(name), @operator, inputs.ToArray());
        _nodes.Add(node);
        if (_parameters.Absent.Count > _absent)
        {
            _absent = _parameters.Absent.Count;
            _lacking.Add(node);
        }

        return node;
    }

    /// <summary>
    /// <c>nn.Conv2d</c>; reads <c>NAME.weight</c> and, with <paramref name="bias"/>, <c>NAME.bias</c>.
    /// </summary>
    public Node Conv2d(
        string name,
        Node input,
        int inChannels,
        int outChannels,
        Extent2d kernel,
        Extent2d? stride = null,
        Padding2d? padding = null,
        Extent2d? dilation = null,
        int groups = 1,
        bool bias = true)
    {
        int channels = FollowsChannels && input.Operator is Input ? _card.Channels : inChannels;
        Tensor weight = Parameter(name, "weight", [outChannels, channels / groups, kernel.Y, kernel.X]);
        Tensor? biases = bias ? Parameter(name, "bias", [outChannels]) : null;
        return Apply(name, new Conv2d(weight, biases, stride ?? 1, padding ?? 0, dilation ?? 1, groups), input);
    }

    /// <summary><c>nn.BatchNorm2d</c>; reads weight, bias, running_mean and running_var.</summary>
    public Node BatchNorm2d(string name, Node input, int channels, float eps = 1e-5f) => Apply(
        name,
        new BatchNorm2d(
            Parameter(name, "weight", [channels]),
            Parameter(name, "bias", [channels]),
            Parameter(name, "running_mean", [channels]),
            Parameter(name, "running_var", [channels]),
            eps),
        input);

    /// <summary><c>nn.LayerNorm</c> over the last axes; reads weight and bias.</summary>
    /// <param name="name">The module, whose parameters are read.</param>
    /// <param name="input">The node that is normalised.</param>
    /// <param name="normalizedShape">The extents of the last axes.</param>
    /// <param name="eps">Added to the variance, so that the division is never by zero.</param>
    /// <param name="node">The node's name, where a module calls the function <c>layer_norm</c> in its own code; the
    /// module's name if left out.</param>
    public Node LayerNorm(string name, Node input, Shape normalizedShape, float eps = 1e-5f, string? node = null) =>
        Apply(
            node ?? name,
            new LayerNorm(
                normalizedShape,
                Parameter(name, "weight", normalizedShape),
                Parameter(name, "bias", normalizedShape),
                eps),
            input);

    /// <summary>torchvision's <c>LayerNorm2d</c> over the channels; reads weight and bias.</summary>
    public Node LayerNorm2d(string name, Node input, int channels, float eps = 1e-5f) => Apply(
        name,
        new LayerNorm2d(
            channels, Parameter(name, "weight", [channels]), Parameter(name, "bias", [channels]), eps),
        input);

    /// <summary>
    /// <c>nn.Linear</c>; reads <c>NAME.weight</c> and, with <paramref name="bias"/>, <c>NAME.bias</c>.
    /// </summary>
    public Node Linear(string name, Node input, int inFeatures, int outFeatures, bool bias = true) => Apply(
        name,
        new Linear(
            Parameter(name, "weight", [outFeatures, inFeatures]), bias ? Parameter(name, "bias", [outFeatures]) : null),
        input);

    /// <summary>
    /// A parameter that a module uses in its own code: torchvision calls the node that reads
    /// <c>features.1.0.layer_scale</c> <c>features.1.0.features_1_0_layer_scale</c>.
    /// </summary>
    public Node LearnedConstant(string module, string name, Shape shape) => Apply(
        $"{module}.{module.Replace('.', '_')}_{name}",
        new Constant(Parameter(module, name, shape), name));

    /// <summary>
    /// A module that runs in training only, such as an auxiliary classifier: a checkpoint may hold its tensors or not.
    /// </summary>
    public void TrainingOnly(string module) => _parameters.TrainingOnly(module);

    /// <summary>
    /// Ends the network, and checks every shape with the size it was trained on.
    /// </summary>
    /// <param name="outputs">The network's outputs; left out, the last node added.</param>
    /// <exception cref="NetworkException">Parameters are missing or unused, or shapes do not fit.</exception>
    public Network Build(params IReadOnlyList<Node> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (_nodes.Count == 0 || _nodes[^1].Operator is Ops.Input)
        {
            throw new NetworkException($"{_card.Name}: a network has at least one node after its input");
        }

        _parameters.Finish(_card.Name);
        PartialNetwork part = _parameters.MayLackAny ? PartialNetwork.Of(_card.Name, _nodes, _lacking)
            : _lacking.Count > 0 ? PartialNetwork.WithoutHead(_nodes, _lacking)
            : new(_nodes, outputs.Count > 0 ? outputs : [_nodes[^1]], "");
        return new Network(
            part.Nodes.Count == _nodes.Count ? _card : _card with { ClassNames = [] }, [.. part.Nodes], part.Ends)
        {
            Missing = [.. Missing, .. part.Missing],
            MissingSummary = MissingSummary,
            IsCut = IsCut || part.Missing.Count > 0,
            Warnings = part.Warning.Length > 0 ? [.. _parameters.Warnings, part.Warning] : _parameters.Warnings,
        };
    }

    /// <summary>Takes back the nodes from an index on, and their names.</summary>
    internal void RemoveFrom(int index)
    {
        foreach (Node node in _nodes.Skip(index))
        {
            _names.Remove(node.Name);
        }

        _nodes.RemoveRange(index, _nodes.Count - index);
    }

    private string Unique(string name)
    {
        if (_names.TryAdd(name, 0))
        {
            return name;
        }

        int repeat = _names[name];
        string unique;
        do
        {
            unique = $"{name}_{++repeat}";
        }
        while (!_names.TryAdd(unique, 0));

        _names[name] = repeat;
        return unique;
    }

    /// <summary>A learned tensor of a module.</summary>
    internal Tensor Parameter(string module, string name, Shape shape) => _parameters.Get($"{module}.{name}", shape);
}
