using System.Diagnostics;
using MiniConvViz.Analysis;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs a network on a device: the only forward loop there is. A session plans once per input shape and set of taps,
/// and reuses its buffers. Any number of sessions may share a network.
/// </summary>
/// <remarks>
/// Several threads may use one session: its runs take place one after the other, each whole. A <see cref="Taps.Tap"/>
/// holds the activations of the latest run, whichever thread asked for it; threads that look at activations, or are to
/// run at the same time, need sessions of their own (<see cref="SessionPool"/>). What is called during a run must not
/// use the session, nor wait for a thread that does: <see cref="Taps.Tap.Captured"/>, edits, <see cref="StepTimed"/>
/// and, on CUDA, the source of the inputs of <see cref="RunAll(IEnumerable{Tensor})"/>.
/// </remarks>
/// <example>
/// <code>
/// using Session session = new(network, Device.Auto());
/// using Tap tap = session.Tap("layer1.*.relu*");
/// Tensor logits = session.Run(input);
/// </code>
/// </example>
public sealed class Session : IDisposable
{
    private readonly IBackend _backend;
    private readonly Lock _gate = new();
    private readonly List<Tap> _taps = [];
    private readonly List<StatisticsTap> _statistics = [];
    private readonly List<Edit> _edits = [];
    private Plan? _plan;
    private Shape[] _plannedShapes = [];
    private bool _isRunning;
    private bool _hasRun;
    private bool _isDisposed;

    /// <summary>Opens a session.</summary>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public Session(Network network, Device device)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        (Network, Device, _backend) = (network, device, device.CreateBackend());
    }

    /// <summary>
    /// Reports how long each step took: on the CPU right after it, on a GPU after all of them, from events that the
    /// device notes between the steps (where it has none, as with OpenCL, the host waits after each). Without a
    /// listener nothing is measured.
    /// </summary>
    public event Action<StepTime>? StepTimed;

    public Network Network { get; }

    public Device Device { get; }

    /// <summary>
    /// A CUDA device is given its work as a whole, by one call of the driver, from a plan's second run on (a CUDA
    /// graph). Switched off, every kernel is launched by itself in every run, for diagnosis.
    /// </summary>
    public bool AllowsGraphs { get; init; } = true;

    /// <summary>The latest run was launched as a whole.</summary>
    public bool UsesGraph { get; private set; }

    /// <summary>Why the latest run was not launched as a whole; null where it was.</summary>
    public string? GraphProblem => UsesGraph ? null : ObstacleToGraph ?? _backend.GraphProblem;

    private string? ObstacleToGraph => !AllowsGraphs ? "graphs are switched off"
        : _edits.Count > 0 ? "an activation is edited"
        : StepTimed is not null ? "steps are timed one by one"
        : null;

    /// <summary>
    /// Watching changes no value: every node is computed by itself, by the same code and in the same order whether or
    /// not it, or any other, is tapped. Otherwise a convolution absorbs the batch norm behind it where nobody watches
    /// the convolution, and the two differ in their last bits. Costs what fusing saves.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>Ends a run before its next step, with an <see cref="OperationCanceledException"/>, once it is cancelled.
    /// A GPU that was given a whole run at once finishes it.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>
    /// The vector code computes every output as a plain sum: for those who compare with bounds on the rounding of sums,
    /// and check the network rather than our fastest way through it.
    /// </summary>
    internal bool SumsOnly { get; init; }

    /// <summary>A run failed because of the device: later ones may, too.</summary>
    internal bool IsFaulty { get; private set; }

    internal bool IsDisposed => _isDisposed;

    /// <summary>Asks for the activations of all nodes that a name, a glob or <c>kind:Conv2d</c> selects.</summary>
    /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
    public Tap Tap(params IEnumerable<string> patterns) =>
        Tap(patterns.SelectMany(pattern => NodePattern.Select(Network, pattern)));

    /// <summary>Asks for the activations of these nodes.</summary>
    public Tap Tap(IEnumerable<Node> nodes)
    {
        Tap tap = new(InOrder(nodes), _gate, Recycle, removed => Forget(() => _taps.Remove(removed)));
        AddWatcher(() => _taps.Add(tap));
        return tap;
    }

    /// <summary>
    /// Asks for statistics of the activations of all nodes that a name, a glob or <c>kind:Conv2d</c> selects, over any
    /// number of runs. The activations are not kept and never leave a GPU.
    /// </summary>
    /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
    public StatisticsTap TapStatistics(params IEnumerable<string> patterns) =>
        TapStatistics(patterns, withHistograms: false);

    /// <summary>
    /// As <see cref="TapStatistics(IEnumerable{string})"/>, with a histogram of every channel and layer.
    /// </summary>
    /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
    public StatisticsTap TapHistograms(params IEnumerable<string> patterns) =>
        TapStatistics(patterns, withHistograms: true);

    /// <summary>Changes the activations of all nodes that a pattern selects before the next nodes read them.</summary>
    /// <param name="pattern">A name, a glob or <c>kind:Conv2d</c>.</param>
    /// <param name="change">Gets what the node computed, returns a tensor of the same shape; it may change the given
    /// one.</param>
    /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
    public Edit Edit(string pattern, Func<Activation, Tensor> change)
    {
        Node[] nodes = InOrder(NodePattern.Select(Network, pattern));
        Edit edit = new(nodes, change, removed => Forget(() => _edits.Remove(removed)));
        AddWatcher(() => _edits.Add(edit));
        return edit;
    }

    /// <summary>
    /// Sends a batch of images through the network and returns its output's values, which belong to the caller. On the
    /// <c>cpu</c> device a second run of the same shapes allocates nothing but them and what taps keep. A run that
    /// another thread has begun is waited for.
    /// </summary>
    /// <param name="inputs">One tensor per input of the network, usually [N,C,H,W], preprocessed as it
    /// expects.</param>
    /// <exception cref="NetworkException">The network cannot take these shapes.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    /// <exception cref="InvalidOperationException">It was called during a run, on the thread that runs.</exception>
    public Tensor Run(params IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return RunOne(inputs, areUploaded: false, atWork: null);
    }

    /// <summary>As <see cref="RunAll(IEnumerable{IReadOnlyList{Tensor}})"/>, of a network with one input.</summary>
    public IEnumerable<Tensor> RunAll(IEnumerable<Tensor> inputs) =>
        RunAll(inputs.Select(input => (IReadOnlyList<Tensor>)[input]));

    /// <summary>
    /// Runs one batch after the other, each as <see cref="Run"/> does, when its result is asked for. On a CUDA device
    /// the next batch is uploaded while this one runs, for which it is taken from <paramref name="inputs"/> a run
    /// earlier.
    /// </summary>
    /// <param name="inputs">
    /// The inputs of each run. A tensor may be filled anew for the next run; it is read before the next is asked for.
    /// </param>
    /// <returns>
    /// Each run's output. Until the next is asked for, taps hold that run's activations, and may be recycled.
    /// </returns>
    /// <exception cref="NetworkException">The network cannot take these shapes; thrown in place of that run's result, as
    /// are failures of the device and of <paramref name="inputs"/> themselves.</exception>
    public IEnumerable<Tensor> RunAll(IEnumerable<IReadOnlyList<Tensor>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return BatchPipeline.Run(inputs, _backend, RunOne, ForgetAhead);
    }

    /// <summary>
    /// Times every way in which the GPU can compute each convolution and linear layer of these sizes, and remembers the
    /// fastest for this session and all later ones on the device. It may take a minute, and as much device memory as
    /// the weights take in all orders. Other devices have nothing to choose.
    /// </summary>
    /// <param name="inputs">As for <see cref="Run"/>; their numbers do not matter.</param>
    /// <returns>What was timed; empty on other devices.</returns>
    /// <exception cref="NetworkException">The network cannot take these shapes.</exception>
    /// <exception cref="DeviceException">The device fails.</exception>
    public IReadOnlyList<TunedLayer> Tune(params IReadOnlyList<Tensor> inputs)
    {
        lock (_gate)
        {
            Run(inputs);
            return _backend.Tune();
        }
    }

    /// <summary>
    /// Frees the device, once a run that another thread has begun has ended; taps that were opened keep what they hold.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was called during a run, on the thread that runs.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            ThrowIfRunning();
            if (!_isDisposed)
            {
                _isDisposed = true;
                _backend.Dispose();
            }
        }
    }

    /// <summary>Ends all taps, edits and listening: the session is as new, but for what it has planned.</summary>
    internal void EndWatching()
    {
        lock (_gate)
        {
            StepTimed = null;
            IDisposable[] all = [.. _taps, .. _statistics, .. _edits];
            Array.ForEach(all, static one => one.Dispose());
        }
    }

    private void TellFirstRun(long start)
    {
        if (!_hasRun && Device.FirstRunDone is Action<FirstRun> listener)
        {
            long multiplyAdds = Network.MultiplyAdds(_plannedShapes).Sum();
            listener(new FirstRun(_backend.StartTime, Stopwatch.GetElapsedTime(start), multiplyAdds));
        }

        _hasRun = true;
    }

    private StatisticsTap TapStatistics(IEnumerable<string> patterns, bool withHistograms)
    {
        Node[] nodes = InOrder(patterns.SelectMany(pattern => NodePattern.Select(Network, pattern)));
        StatisticsTap tap = new(nodes, withHistograms, _gate, removed => Forget(() => _statistics.Remove(removed)));
        AddWatcher(() => _statistics.Add(tap));
        return tap;
    }

    /// <summary>One run, after those that other threads have begun.</summary>
    private Tensor RunOne(IReadOnlyList<Tensor> inputs, bool areUploaded, Action? atWork)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ThrowIfRunning();
            try
            {
                return RunAlone(inputs, areUploaded, atWork);
            }
            catch (DeviceException)
            {
                IsFaulty = true;
                throw;
            }
        }
    }

    private void ForgetAhead()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _backend.ForgetAhead();
            }
        }
    }

    private Tensor RunAlone(IReadOnlyList<Tensor> inputs, bool areUploaded, Action? atWork)
    {
        long start = Stopwatch.GetTimestamp();
        Plan plan = PlanFor(inputs);
        foreach (Tap tap in _taps)
        {
            tap.BeginRun();
        }

        _statistics.ForEach(static tap => tap.BeginRun());
        _isRunning = true;
        try
        {
            _backend.BeginRun(inputs, areUploaded);
            DeliverInputs(plan, inputs);
            Tensor output = Forward(plan, atWork);
            _statistics.ForEach(static tap => tap.EndRun());
            TellFirstRun(start);
            return output;
        }
        finally
        {
            _isRunning = false;
            _backend.EndRun();
        }
    }

    private void DeliverInputs(Plan plan, IReadOnlyList<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            Delivery given = plan.DeliveryOf(Network.Inputs[i], plan.Inputs[i]);
            if (given.IsTaken)
            {
                Deliver(given, Copy(inputs[i]));
            }
            else if (plan.IsWatched(given.Node))
            {
                Capture(given.Node, LayerStatistics.Of(given.Node, inputs[i], given.IsCounted));
            }
        }
    }

    /// <summary>Runs all steps.</summary>
    /// <param name="plan">The steps.</param>
    /// <param name="atWork">Called once a GPU has all its work, and before the host waits for it.</param>
    /// <returns>The network's output.</returns>
    private Tensor Forward(Plan plan, Action? atWork)
    {
        Tensor? output = null;
        bool isTimed = StepTimed is not null;
        UsesGraph = ObstacleToGraph is null && _backend.RunWhole();
        for (int i = 0; i < plan.Steps.Length; i++)
        {
            Step step = plan.Steps[i];
            Stop.ThrowIfCancellationRequested();
            if (!UsesGraph)
            {
                RunStep(i, step, isTimed);
            }

            foreach (Delivery delivery in step.Deliveries)
            {
                PassOn(delivery, ref output);
            }
        }

        atWork?.Invoke();
        Collect(plan);
        for (int i = 0; isTimed && _backend.TakesLast && i < plan.Steps.Length; i++)
        {
            ReportTime(i, plan.Steps[i]);
        }

        foreach (Step step in plan.Steps)
        {
            foreach (Delivery delivery in step.Deliveries)
            {
                DeliverLast(delivery, ref output);
            }
        }

        return output!;
    }

    /// <summary>Does right after its step what can be done with a watched value then.</summary>
    private void PassOn(Delivery delivery, ref Tensor? output)
    {
        if (delivery.IsTaken && (!_backend.TakesLast || IsEdited(delivery.Node)))
        {
            Deliver(delivery, ref output);
        }
        else if (delivery.IsTaken)
        {
            _backend.Fetch(delivery);
        }
        else if (!UsesGraph)
        {
            _backend.Measure(delivery);
        }
    }

    /// <summary>Asks for the statistics of the run, and waits once for all that was asked for.</summary>
    private void Collect(Plan plan)
    {
        foreach (Step step in plan.Steps)
        {
            foreach (Delivery delivery in step.Deliveries)
            {
                if (!delivery.IsTaken)
                {
                    _backend.Fetch(delivery);
                }
            }
        }

        _backend.Collect();
    }

    /// <summary>Hands out what waited until everything was asked for.</summary>
    private void DeliverLast(Delivery delivery, ref Tensor? output)
    {
        if (!delivery.IsTaken)
        {
            Capture(delivery.Node, _backend.Measured(delivery));
        }
        else if (_backend.TakesLast && !IsEdited(delivery.Node))
        {
            Deliver(delivery, ref output);
        }
    }

    private void RunStep(int index, Step step, bool isTimed)
    {
        if (!isTimed)
        {
            _backend.Run(index);
            return;
        }

        _backend.RunTimed(index);
        if (!_backend.TakesLast)
        {
            ReportTime(index, step);
        }
    }

    private void ReportTime(int index, Step step) => StepTimed?.Invoke(
        new StepTime(step.Nodes, _backend.AlgorithmOf(index), step.ChangesLayout, _backend.TimeOf(index)));

    private bool IsEdited(Node node)
    {
        foreach (Edit edit in _edits)
        {
            if (edit.Nodes.Contains(node))
            {
                return true;
            }
        }

        return false;
    }

    private void Deliver(Delivery delivery, ref Tensor? output)
    {
        Tensor values = Deliver(delivery, _backend.Take(delivery));
        output = delivery.Node == Network.Output ? values : output;
    }

    /// <summary>Lets edits change an activation, then hands every tap that asked for it a tensor of its own.</summary>
    private Tensor Deliver(Delivery delivery, Tensor values)
    {
        Node node = delivery.Node;
        if (_edits.Count == 0 && _taps.Count == 0 && _statistics.Count == 0)
        {
            return values;
        }

        Activation current = Fresh(node, values);
        foreach (Edit edit in _edits)
        {
            if (edit.Nodes.Contains(node))
            {
                current = edit.Apply(current);
                _backend.Replace(delivery.Value, current.Values);
            }
        }

        bool owned = node == Network.Output;
        foreach (Tap tap in _taps)
        {
            if (tap.Nodes.Contains(node))
            {
                tap.Capture(owned ? Fresh(node, Copy(current.Values)) : current);
                owned = true;
            }
        }

        LayerStatistics? statistics = null;
        foreach (StatisticsTap tap in _statistics)
        {
            if (tap.Nodes.Contains(node))
            {
                tap.Capture(node, statistics ??= LayerStatistics.Of(node, current.Values, delivery.IsCounted));
            }
        }

        return current.Values;
    }

    private void Capture(Node node, LayerStatistics statistics)
    {
        foreach (StatisticsTap tap in _statistics)
        {
            if (tap.Nodes.Contains(node))
            {
                tap.Capture(node, statistics);
            }
        }
    }

    /// <summary>
    /// A copy in an array that was given back, if there is one: recycling it leaves as many as before.
    /// </summary>
    private Tensor Copy(Tensor values)
    {
        float[] array = _backend.Spare.Take(values.Data.Length);
        values.Data.CopyTo(array, 0);
        return new Tensor(values.Shape, array);
    }

    /// <summary>An activation in an array of its own, which the engine may use again when it is given back.</summary>
    private static Activation Fresh(Node node, Tensor values) => new(node, values) { IsRecyclable = true };

    private void Recycle(float[] array)
    {
        if (_isRunning)
        {
            throw new InvalidOperationException("Activations are recycled between runs; later nodes still read them.");
        }

        _backend.Spare.Give(array);
    }

    /// <summary>Refuses what a handler of the run in progress may not do; other threads wait for its end.</summary>
    private void ThrowIfRunning()
    {
        if (_isRunning)
        {
            throw new InvalidOperationException(
                "A session is used between its runs, not by what is called during one.");
        }
    }

    private Plan PlanFor(IReadOnlyList<Tensor> inputs)
    {
        if (_plan is null || !IsPlannedFor(inputs))
        {
            Shape[] shapes = [.. inputs.Select(input => input.Shape)];
            Watch watch = new(
                Network,
                _taps.SelectMany(tap => tap.Nodes),
                _edits.SelectMany(edit => edit.Nodes),
                _statistics.SelectMany(tap => tap.Nodes),
                _statistics.Where(tap => tap.HasHistograms).SelectMany(tap => tap.Nodes));
            PlanKind kind = (_backend.PlanKind, SumsOnly) switch
            {
                (PlanKind.VectorCode, true) => PlanKind.VectorSums,
                (PlanKind.Fused, true) => PlanKind.FusedSums,
                _ => _backend.PlanKind,
            };
            Plan plan = new(Network, shapes, watch, kind, Exact);
            _plan = null; // for good, if the device has no room for the new one
            _backend.Prepare(plan);
            (_plan, _plannedShapes) = (plan, shapes);
        }

        return _plan;
    }

    private bool IsPlannedFor(IReadOnlyList<Tensor> inputs)
    {
        bool isSame = inputs.Count == _plannedShapes.Length;
        for (int i = 0; isSame && i < inputs.Count; i++)
        {
            isSame = inputs[i].Shape == _plannedShapes[i];
        }

        return isSame;
    }

    private static Node[] InOrder(IEnumerable<Node> nodes) => [.. nodes.Distinct().OrderBy(node => node.Index)];

    /// <summary>Adds to what is watched.</summary>
    private void AddWatcher(Action change)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Forget(change);
    }

    /// <summary>Changes what is watched; the plan made for the old set is no longer true.</summary>
    private void Forget(Action change)
    {
        lock (_gate)
        {
            ThrowIfRunning();
            change();
            _plan = null;
            _backend.Spare.Clear();
        }
    }
}
