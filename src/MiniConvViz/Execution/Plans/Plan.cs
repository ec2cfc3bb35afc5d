using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The plan of a run for one input shape and one set of watched nodes: its steps in order, the fused nodes, the layout
/// of each value, and the values that share memory because one is no longer needed when the other is computed.
/// </summary>
internal sealed class Plan
{
    private readonly Network _network;
    private readonly Watch _watch;
    private readonly PlanKind _kind;
    private readonly bool _isExact;
    private readonly Shape[] _shapes;
    private readonly PlannedSteps _steps;

    /// <summary>Plans a run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The shapes of the network's inputs.</param>
    /// <param name="watch">Nodes whose true value must exist.</param>
    /// <param name="kind">The capabilities of the device.</param>
    /// <param name="isExact">Every node gets a step of its own, for any set of watched nodes
    /// (<see cref="Session.Exact"/>).</param>
    /// <exception cref="NetworkException">The network cannot take this input.</exception>
    public Plan(Network network, IReadOnlyList<Shape> inputs, Watch watch, PlanKind kind, bool isExact = false)
    {
        (_network, _watch, _kind, _isExact) = (network, watch, kind, isExact);
        _shapes = network.InferShapes(inputs);
        _steps = new PlannedSteps(_shapes, watch);
        Inputs = [.. network.Inputs.Select(input => _steps.NewValue(input, Layout.Plain, isFresh: true))];
        Dictionary<Node, FusedGroup> groups = kind == PlanKind.NodeByNode || isExact
            ? []
            : FusedGroups.Find(network, _shapes, watch, IsVectorCode);
        HashSet<Node> absorbed = [.. groups.Values.SelectMany(group => group.Members.SkipLast(1))];
        foreach (Node node in network.Nodes.Where(node => node.Operator is not Input && !absorbed.Contains(node)))
        {
            AddSteps(node, groups.GetValueOrDefault(node));
        }

        foreach (Step join in _steps.All.Where(step => step.Form?.JoinsInputs == true))
        {
            JoinInPlace.Place(join);
        }

        (Steps, Storages, SlotLengths) = ([.. _steps.All], [.. _steps.Storages], BufferSlots.Assign(_steps.All));
    }

    /// <summary>The steps that the forward loop runs, in order.</summary>
    public Step[] Steps { get; }

    /// <summary>All pieces of memory, by their id.</summary>
    public Storage[] Storages { get; }

    /// <summary>Floats in each reusable buffer.</summary>
    public IReadOnlyList<int> SlotLengths { get; }

    /// <summary>The places of the network's inputs.</summary>
    public PlannedValue[] Inputs { get; }

    /// <summary>Every output must be a plain sum (<see cref="CpuRequest.SumsOnly"/>).</summary>
    public bool SumsOnly => _kind is PlanKind.VectorSums or PlanKind.FusedSums;

    private bool IsVectorCode => _kind is PlanKind.VectorCode or PlanKind.VectorSums;

    /// <summary>The node is watched: its value is delivered, or measured.</summary>
    public bool IsWatched(Node node) => _watch.Nodes.Contains(node);

    /// <summary>A watched node's value, and what its watchers requested.</summary>
    public Delivery DeliveryOf(Node node, PlannedValue value) =>
        new(node, value, _watch.Taken.Contains(node), _watch.WithHistograms.Contains(node));

    private void AddSteps(Node node, FusedGroup? group)
    {
        if (group is not null)
        {
            Node first = group.Members.First(member => IsWatched(member) || member == group.Last);
            FusedGroup head = group.UpTo(first);
            PlannedValue value = AddStep(head.Members, head.ToStepCode(), head.Sources, head.Sources.Count);
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
            _steps.Share(node, node.Inputs[0]);
        }
        else
        {
            Deliver(node, AddStep([node], node.Operator.ToStepCode(), node.Inputs, node.ValueInputs.Count()));
        }
    }

    /// <summary>
    /// Adds a step that runs code on its sources' values; of the sources after the first few only the shapes count.
    /// </summary>
    private PlannedValue AddStep(IReadOnlyList<Node> nodes, StepCode code, IReadOnlyList<Node> sources, int read)
    {
        CpuForm? form = FormOf(code, sources);
        PlannedValue[] inputs =
        [
            .. sources.Select((source, i) => i < read
                ? _steps.Read(source, form?.Inputs[i] ?? Layout.Plain)
                : new PlannedValue(_shapes[source.Index], Layout.Plain, Storage.None)),
        ];
        Layout layout = form?.Output ?? Layout.Plain;
        PlannedValue output = _steps.NewValue(nodes[^1], layout, isFresh: _steps.IsDelivered(nodes[^1], layout));
        _steps.Add(new Step(nodes, inputs, output, form, form is null ? code.Gpu : null));
        return output;
    }

    /// <summary>
    /// Plans the delivery of a value, if it is watched: it is plain already, or copied into that layout first.
    /// </summary>
    private void Deliver(Node node, PlannedValue value)
    {
        if (!IsWatched(node))
        {
            return;
        }

        PlannedValue plain = value.Layout == Layout.Plain ? value : _steps.Convert(node, value, Layout.Plain);
        _steps.All[^1].Deliveries = [DeliveryOf(node, plain)];
        ForgetWhatIsEdited(node);
    }

    /// <summary>One step for all of a group after its first watched member.</summary>
    private void AddTail(FusedGroup group, Node first)
    {
        Node[] watched = [.. group.Members.Where(IsWatched)];
        FusedGroup head = group.UpTo(first);
        Node[] rest = [.. group.Members.Skip(head.Members.Count)];
        IReadOnlyList<Node> sources = head.Residual is null && group.Residual is not null
            ? [first, group.Residual]
            : [first];
        AddStep(rest, group.TailAfter(first, watched).ToStepCode(), sources, sources.Count);
        _steps.All[^1].Deliveries =
        [
            .. watched.Select(node => DeliveryOf(node, _steps.NewValue(node, Layout.Plain, isFresh: true))),
        ];
        ForgetWhatIsEdited(group.Last);
    }

    /// <summary>An edit changes the plain value; a copy in blocks made before it is out of date.</summary>
    private void ForgetWhatIsEdited(Node node)
    {
        if (_watch.Edited.Contains(node))
        {
            _steps.Forget(node, Layout.Blocked);
        }
    }

    private CpuForm? FormOf(StepCode code, IReadOnlyList<Node> sources)
    {
        if (_kind == PlanKind.NodeByNode)
        {
            return CpuForm.Plain(sources.Count, code.Reference!);
        }

        if (!IsVectorCode)
        {
            return null;
        }

        Shape[] shapes = [.. sources.Select(source => _shapes[source.Index])];
        Layout[] offered =
        [
            .. sources.Select(source => _steps.Has(source, Layout.Blocked) ? Layout.Blocked : Layout.Plain),
        ];
        return code.Cpu!(new CpuRequest(shapes, offered, SumsOnly));
    }
}
