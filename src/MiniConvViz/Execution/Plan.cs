using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// How one input shape is run while certain nodes are watched: which steps in which order, what is fused, how values
/// are laid out, and which of them may lie in the same memory because one is no longer needed when the other is made.
/// </summary>
internal sealed class Plan
{
    private readonly Network _network;
    private readonly Watch _watch;
    private readonly PlanKind _kind;
    private readonly bool _isExact;
    private readonly Shape[] _shapes;
    private readonly Dictionary<(Node Node, Layout Layout), PlannedValue> _values = [];
    private readonly List<Storage> _storages = [];
    private readonly List<Step> _steps = [];
    private readonly List<int> _slotLengths = [];

    /// <summary>Plans a run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The shapes of the network's inputs.</param>
    /// <param name="watch">Nodes whose true value must exist.</param>
    /// <param name="kind">What the device can do.</param>
    /// <param name="isExact">Every node gets a step of its own, whatever is watched
    /// (<see cref="Session.Exact"/>).</param>
    /// <exception cref="NetworkException">The network cannot take this input.</exception>
    public Plan(Network network, IReadOnlyList<Shape> inputs, Watch watch, PlanKind kind, bool isExact = false)
    {
        (_network, _watch, _kind, _isExact) = (network, watch, kind, isExact);
        _shapes = network.InferShapes(inputs);
        Inputs = [.. network.Inputs.Select(input => NewValue(input, Layout.Plain, isFresh: true))];
        Dictionary<Node, FusedGroup> groups = kind == PlanKind.NodeByNode || isExact ? [] : FindGroups();
        HashSet<Node> absorbed = [.. groups.Values.SelectMany(group => group.Members.SkipLast(1))];
        foreach (Node node in network.Nodes.Where(node => node.Operator is not Input && !absorbed.Contains(node)))
        {
            AddSteps(node, groups.GetValueOrDefault(node));
        }

        foreach (Step join in _steps.Where(step => step.Form?.JoinsInputs == true))
        {
            JoinInPlace.Place(join);
        }

        AssignSlots();
        (Steps, Storages) = ([.. _steps], [.. _storages]);
    }

    /// <summary>What the forward loop does, in order.</summary>
    public Step[] Steps { get; }

    /// <summary>All pieces of memory, by their id.</summary>
    public Storage[] Storages { get; }

    /// <summary>Floats in each reusable buffer.</summary>
    public IReadOnlyList<int> SlotLengths => _slotLengths;

    /// <summary>Where the values of the network's inputs are put.</summary>
    public PlannedValue[] Inputs { get; }

    /// <summary>Every output shall be a plain sum (<see cref="FormRequest.SumsOnly"/>).</summary>
    public bool SumsOnly => _kind is PlanKind.VectorSums or PlanKind.FusedSums;

    private bool IsVectorCode => _kind is PlanKind.VectorCode or PlanKind.VectorSums;

    /// <summary>Somebody watches the node: its value is handed out, or measured.</summary>
    public bool IsWatched(Node node) => _watch.Nodes.Contains(node);

    /// <summary>A watched node's value, and what those who watch want of it.</summary>
    public Delivery DeliveryOf(Node node, PlannedValue value) =>
        new(node, value, IsTaken(node), IsCounted: _watch.Counted.Contains(node));

    private bool IsTaken(Node node) => _watch.Taken.Contains(node);

    private PlannedValue NewValue(Node node, Layout layout, bool isFresh)
    {
        Shape shape = _shapes[node.Index];
        Storage storage = new(_storages.Count, FloatsOf(node, layout, shape), isFresh);
        _storages.Add(storage);
        return Keep(node, new PlannedValue(shape, layout, storage));
    }

    private static int FloatsOf(Node node, Layout layout, Shape shape)
    {
        try
        {
            return layout.Floats(shape);
        }
        catch (OverflowException)
        {
            throw new NetworkException(
                $"{node}: {shape} in blocks of sixteen channels has more than {int.MaxValue} numbers; "
                + "use a smaller image");
        }
    }

    /// <summary>Lets later steps read a value.</summary>
    private PlannedValue Keep(Node node, PlannedValue value) => _values[(node, value.Layout)] = value;

    /// <summary>
    /// Every group of nodes that one convolution or linear layer can finish, by the group's last node.
    /// </summary>
    private Dictionary<Node, FusedGroup> FindGroups()
    {
        ILookup<Node, Node> readers = _network.Nodes
            .SelectMany(node => node.ValueInputs.Select(input => (input, node)))
            .ToLookup(edge => edge.input, edge => edge.node);
        HashSet<Node> taken = [];
        Dictionary<Node, FusedGroup> groups = [];
        bool hasTail = false;
        foreach (Node node in _network.Nodes.Where(node => node.Operator is Conv2d or Linear))
        {
            hasTail = IsVectorCode && node.Operator is Conv2d convolution
                && convolution.AlwaysMakesBlocks(_shapes[node.Inputs[0].Index]);
            if (FusedGroup.Match(node, OnlyReader, other => _shapes[other.Index]) is FusedGroup group)
            {
                taken.UnionWith(group.Members);
                groups.Add(group.Last, group);
            }
        }

        return groups;

        // Behind a watched node a tail may go on, unless what it computed with may be replaced.
        Node? OnlyReader(Node node) =>
            (!IsWatched(node) || (hasTail && !_watch.Edited.Contains(node)))
            && readers[node].Count() == 1 && readers[node].Single() is Node reader
            && !taken.Contains(reader) ? reader : null;
    }

    private void AddSteps(Node node, FusedGroup? group)
    {
        if (group is not null)
        {
            Node first = group.Members.First(member => IsWatched(member) || member == group.Last);
            FusedGroup head = group.UpTo(first);
            PlannedValue value = AddStep(head.Members, head.ToOperator(), head.Sources, head.Sources.Count);
            if (first == group.Last)
            {
                Deliver(node, value);
            }
            else
            {
                AddTail(group, first);
            }
        }
        else if (node.Operator.IsIdentity && !_isExact && !IsWatched(node))
        {
            Share(node, node.Inputs[0]);
        }
        else
        {
            Deliver(node, AddStep([node], node.Operator, node.Inputs, node.ValueInputs.Count()));
        }
    }

    /// <summary>Runs an operator over what its sources computed; of those behind the first few only shapes
    /// count.</summary>
    private PlannedValue AddStep(
        IReadOnlyList<Node> nodes, Operator @operator, IReadOnlyList<Node> sources, int read)
    {
        CpuForm? form = IsVectorCode ? ChooseForm(@operator, sources) : null;
        PlannedValue[] inputs =
        [
            .. sources.Select((source, i) => i < read
                ? Read(source, form?.Inputs[i] ?? Layout.Plain)
                : new PlannedValue(_shapes[source.Index], Layout.Plain, Storage.None)),
        ];
        Layout layout = form?.Output ?? Layout.Plain;
        PlannedValue output = NewValue(nodes[^1], layout, isFresh: IsDelivered(nodes[^1], layout));
        Add(new Step(nodes, @operator, inputs, output, form));
        return output;
    }

    /// <summary>
    /// Hands a value out, or has it measured, if somebody watches: it is plain already, or laid out anew for it.
    /// </summary>
    private void Deliver(Node node, PlannedValue value)
    {
        if (!IsWatched(node))
        {
            return;
        }

        PlannedValue plain = value.Layout == Layout.Plain ? value : Convert(node, value, Layout.Plain);
        _steps[^1].Deliveries = [DeliveryOf(node, plain)];
        ForgetWhatIsEdited(node);
    }

    /// <summary>One step for all of a group behind its first watched member.</summary>
    private void AddTail(FusedGroup group, Node first)
    {
        Node[] watched = [.. group.Members.Where(IsWatched)];
        FusedGroup head = group.UpTo(first);
        Node[] rest = [.. group.Members.Skip(head.Members.Count)];
        IReadOnlyList<Node> sources = head.Residual is null && group.Residual is not null
            ? [first, group.Residual]
            : [first];
        AddStep(rest, group.TailBehind(first, watched), sources, sources.Count);
        _steps[^1].Deliveries =
        [
            .. watched.Select(node => DeliveryOf(node, NewValue(node, Layout.Plain, isFresh: true))),
        ];
        ForgetWhatIsEdited(group.Last);
    }

    /// <summary>What an edit changes is the plain value; blocks made before it are out of date.</summary>
    private void ForgetWhatIsEdited(Node node)
    {
        if (_watch.Edited.Contains(node))
        {
            _values.Remove((node, Layout.Blocked));
        }
    }

    private bool IsDelivered(Node node, Layout layout) => IsTaken(node) && layout == Layout.Plain;

    /// <summary>The node computes nothing: it is another name, and maybe another shape, for the same numbers.</summary>
    private void Share(Node node, Node source)
    {
        Shape shape = _shapes[node.Index];
        if (shape != _shapes[source.Index])
        {
            Keep(node, new PlannedValue(shape, Layout.Plain, Read(source, Layout.Plain).Storage));
            return;
        }

        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            if (_values.TryGetValue((source, layout), out PlannedValue? value))
            {
                Keep(node, value);
            }
        }
    }

    private CpuForm ChooseForm(Operator @operator, IReadOnlyList<Node> sources)
    {
        Shape[] shapes = [.. sources.Select(source => _shapes[source.Index])];
        Layout[] offered =
        [
            .. sources.Select(source => _values.ContainsKey((source, Layout.Blocked)) ? Layout.Blocked : Layout.Plain),
        ];
        return @operator.FormFor(new FormRequest(shapes, offered, SumsOnly));
    }

    /// <summary>A node's value in a layout; a step that lays it out anew is added where there is none yet.</summary>
    private PlannedValue Read(Node node, Layout layout)
    {
        if (_values.TryGetValue((node, layout), out PlannedValue? value))
        {
            return value;
        }

        Layout other = layout == Layout.Plain ? Layout.Blocked : Layout.Plain;
        PlannedValue existing = _values[(node, other)];
        return Layouts.IsSameInBoth(existing.Shape)
            ? Keep(node, existing with { Layout = layout })
            : Convert(node, existing, layout);
    }

    private PlannedValue Convert(Node node, PlannedValue value, Layout layout)
    {
        ChangeLayout change = new(layout);
        PlannedValue output = NewValue(node, layout, isFresh: IsDelivered(node, layout));
        Add(new Step([node], change, [value], output, change.Form()));
        return output;
    }

    private void Add(Step step)
    {
        foreach (PlannedValue input in step.Inputs)
        {
            input.Storage.LastUse = _steps.Count;
        }

        _steps.Add(step);
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
            Storage output = step.Output.Storage.Root;
            if (!output.IsFresh && output.Slot < 0)
            {
                output.Slot = TakeSlot(free, output.Length);
            }

            int now = i;
            IEnumerable<Storage> finished = step.Inputs
                .Select(input => input.Storage.Root)
                .Append(output)
                .Distinct();
            free.AddRange(finished
                .Where(storage => !storage.IsFresh && storage.LastUse <= now)
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
