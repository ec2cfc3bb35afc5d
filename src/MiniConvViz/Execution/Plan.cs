using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// How one input shape is run while certain nodes are watched: which steps in which order, what is fused, and which
/// values may lie in the same memory because one is no longer needed when the other is made.
/// </summary>
internal sealed class Plan
{
    private readonly Network _network;
    private readonly HashSet<Node> _watched;
    private readonly Shape[] _shapes;
    private readonly PlannedValue[] _values;
    private readonly List<Storage> _storages = [];
    private readonly List<Step> _steps = [];
    private readonly List<int> _slotLengths = [];

    /// <summary>Plans a run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The shapes of the network's inputs.</param>
    /// <param name="watched">Nodes whose true value must exist: tapped or edited ones.</param>
    /// <param name="fuse">Whether convolutions may finish what follows them.</param>
    /// <exception cref="NetworkException">The network cannot take this input.</exception>
    public Plan(Network network, IReadOnlyList<Shape> inputs, IEnumerable<Node> watched, bool fuse)
    {
        _network = network;
        _watched = [.. watched, network.Output];
        _shapes = network.InferShapes(inputs);
        _values = new PlannedValue[network.Nodes.Count];
        foreach (Node input in network.Inputs)
        {
            _values[input.Index] = NewValue(input);
        }

        Dictionary<Node, FusedGroup> groups = fuse ? FindGroups() : [];
        HashSet<Node> absorbed = [.. groups.Values.SelectMany(group => group.Members.SkipLast(1))];
        foreach (Node node in network.Nodes.Where(node => node.Operator is not Input && !absorbed.Contains(node)))
        {
            AddStep(node, groups.GetValueOrDefault(node));
        }

        AssignSlots();
        (Steps, Storages) = ([.. _steps], [.. _storages]);
        Inputs = [.. network.Inputs.Select(input => _values[input.Index])];
    }

    /// <summary>What the forward loop does, in order.</summary>
    public Step[] Steps { get; }

    /// <summary>All pieces of memory, by their id.</summary>
    public Storage[] Storages { get; }

    /// <summary>Floats in each reusable buffer.</summary>
    public IReadOnlyList<int> SlotLengths => _slotLengths;

    /// <summary>Where the values of the network's inputs are put.</summary>
    public PlannedValue[] Inputs { get; }

    /// <summary>Somebody watches the node, so its value is handed out.</summary>
    public bool IsWatched(Node node) => _watched.Contains(node);

    private PlannedValue NewValue(Node node)
    {
        Shape shape = _shapes[node.Index];
        Storage storage = new(_storages.Count, shape.Count);
        _storages.Add(storage);
        return new PlannedValue(shape, storage);
    }

    /// <summary>Every group of nodes that one convolution can finish, by the group's last node.</summary>
    private Dictionary<Node, FusedGroup> FindGroups()
    {
        ILookup<Node, Node> readers = _network.Nodes
            .SelectMany(node => node.ValueInputs.Select(input => (input, node)))
            .ToLookup(edge => edge.input, edge => edge.node);
        HashSet<Node> taken = [];
        Dictionary<Node, FusedGroup> groups = [];
        foreach (Node node in _network.Nodes.Where(node => node.Operator is Conv2d))
        {
            if (FusedGroup.Match(node, OnlyReader, other => _shapes[other.Index]) is FusedGroup group)
            {
                taken.UnionWith(group.Members);
                groups.Add(group.Last, group);
            }
        }

        return groups;

        Node? OnlyReader(Node node) =>
            !_watched.Contains(node) && readers[node].Count() == 1 && readers[node].Single() is Node reader
            && !taken.Contains(reader) ? reader : null;
    }

    private void AddStep(Node node, FusedGroup? group)
    {
        if (node.Operator.IsIdentity && !_watched.Contains(node))
        {
            _values[node.Index] = new PlannedValue(_shapes[node.Index], _values[node.Inputs[0].Index].Storage);
            return;
        }

        _values[node.Index] = NewValue(node);
        IEnumerable<Node> sources = group is null ? node.Inputs
            : group.Residual is null ? group.Convolution.Inputs
            : [.. group.Convolution.Inputs, group.Residual];
        int read = group is null ? node.ValueInputs.Count() : int.MaxValue;
        PlannedValue[] inputs =
        [
            .. sources.Select((source, position) => position < read
                ? _values[source.Index]
                : new PlannedValue(_shapes[source.Index], Storage.None)),
        ];
        foreach (PlannedValue input in inputs.Take(read))
        {
            input.Storage.LastUse = _steps.Count;
        }

        _steps.Add(new Step(
            group?.Members ?? [node], group?.ToOperator(_network) ?? node.Operator, inputs, _values[node.Index]));
    }

    /// <summary>
    /// Walks the steps in order and gives each output the free buffer that fits it best; a buffer is free again after
    /// the last step that reads its value.
    /// </summary>
    private void AssignSlots()
    {
        List<int> free = [];
        for (int i = 0; i < _steps.Count; i++)
        {
            Step step = _steps[i];
            if (!_watched.Contains(step.Node))
            {
                step.Output.Storage.Slot = TakeSlot(free, step.Output.Storage.Length);
            }

            int now = i;
            IEnumerable<Storage> finished = step.Inputs
                .Select(input => input.Storage)
                .Append(step.Output.Storage)
                .Distinct();
            free.AddRange(finished
                .Where(storage => storage.Slot != Storage.Fresh && storage.LastUse <= now)
                .Select(storage => storage.Slot));
        }
    }

    private int TakeSlot(List<int> free, int length)
    {
        if (free.Count == 0)
        {
            _slotLengths.Add(length);
            return _slotLengths.Count - 1;
        }

        int[] enough = [.. free.Where(slot => _slotLengths[slot] >= length)];
        int best = enough.Length > 0
            ? enough.MinBy(slot => _slotLengths[slot])
            : free.MaxBy(slot => _slotLengths[slot]);
        _slotLengths[best] = Math.Max(_slotLengths[best], length);
        free.Remove(best);
        return best;
    }
}
