using System.Diagnostics;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs a network on a device. A session plans once per input shape and set of taps, and reuses its buffers. Any number
/// of sessions may share a network.
/// </summary>
/// <remarks>
/// Several threads may use one session: its runs take place one after the other, each whole. A tap (<c>session.Tap</c>,
/// in the namespace <c>MiniConvViz.Taps</c>) holds the activations of the latest run, from any thread; threads that
/// read activations, or run at the same time, need sessions of their own (<see cref="SessionPool"/>). Code that is
/// called during a run must not use the session, nor wait for a thread that does: <c>Tap.Captured</c>, edits,
/// <see cref="StepTimed"/> and, on CUDA, the source of the inputs of <see cref="RunAll(IEnumerable{Tensor})"/>.
/// </remarks>
/// <example>
/// <code>
/// using Session session = new(network, Device.Auto());
/// using Tap tap = session.Tap("layer1.*.relu*");
/// Tensor logits = session.Run(input);
/// </code>
/// </example>
public sealed partial class Session : IDisposable
{
    private readonly IBackend _backend;
    private readonly Lock _gate = new();
    private readonly Watchers _watchers = new();
    private readonly ForwardLoop _loop;
    private PlannedRun? _planned;
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
        _loop = new ForwardLoop(_backend);
    }

    /// <summary>
    /// Reports how long each step took: on the CPU right after it, on a GPU after all of them, from events that the
    /// device records between the steps (where there are no events, as with OpenCL, the host waits after each step).
    /// Without a listener nothing is measured.
    /// </summary>
    public event Action<StepTime>? StepTimed;

    /// <summary>The network that runs.</summary>
    public Network Network { get; }

    /// <summary>The device it runs on.</summary>
    public Device Device { get; }

    /// <summary>
    /// Whether a CUDA device runs all steps by one call of the driver (a CUDA graph) from a plan's second run on. If
    /// false, every kernel is launched by itself in every run, for diagnosis.
    /// </summary>
    public bool AllowsGraphs { get; init; } = true;

    /// <summary>The latest run was launched as a whole.</summary>
    public bool UsesGraph => _loop.UsesGraph;

    /// <summary>Why the latest run was not launched as a whole; null where it was.</summary>
    public string? GraphProblem => UsesGraph ? null : ObstacleToGraph ?? _backend.GraphProblem;

    private string? ObstacleToGraph => !AllowsGraphs ? "graphs are switched off"
        : _watchers.HasEditors ? "an activation is edited"
        : StepTimed is not null ? "steps are timed one by one"
        : null;

    /// <summary>
    /// Whether watching changes no value: every node is then computed by itself, by the same code and in the same order
    /// whether or not it, or any other node, is tapped. Otherwise the batch norm after an unwatched convolution is
    /// folded into it, and the values with and without a tap differ in their last bits. Exact runs lose the speed that
    /// fusion gains.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>
    /// Ends a run before its next step, with an <see cref="OperationCanceledException"/>, once it is cancelled. A GPU
    /// finishes a run that is queued as a whole.
    /// </summary>
    public CancellationToken Stop { get; init; }

    /// <summary>
    /// Whether every output is computed as a plain sum: for comparisons with bounds on the rounding of sums, which
    /// check the network and not the fastest algorithm.
    /// </summary>
    internal bool SumsOnly { get; init; }

    /// <summary>A run failed because of the device: later ones may, too.</summary>
    internal bool IsFaulty { get; private set; }

    internal bool IsDisposed => _isDisposed;

    /// <summary>
    /// Runs the network on a batch of images and returns its output's values, which belong to the caller. On the
    /// <c>cpu</c> device a second run of the same shapes allocates nothing but them and what taps keep. The call waits
    /// for a run that another thread has begun.
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
    /// Runs one batch after the other, each as <see cref="Run"/> does, when its result is requested. On a CUDA device
    /// the next batch is uploaded while this one runs, so that it is read from <paramref name="inputs"/> one run
    /// earlier.
    /// </summary>
    /// <param name="inputs"> The inputs of each run. A tensor may be filled again for the next run; it is read before
    /// the next run is requested.
    /// </param>
    /// <returns>
    /// Each run's output. Until the next is requested, taps hold that run's activations, and may be recycled.
    /// </returns>
    /// <exception cref="NetworkException">The network cannot take these shapes; thrown in place of that run's result,
    /// as are failures of the device and of <paramref name="inputs"/> themselves.</exception>
    public IEnumerable<Tensor> RunAll(IEnumerable<IReadOnlyList<Tensor>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return BatchPipeline.Run(inputs, _backend, RunOne, ForgetAhead);
    }

    /// <summary>
    /// Times every form in which the GPU can compute each convolution and linear layer of these sizes, and saves the
    /// fastest for this session and all later ones on the device. It may take a minute, and as much device memory as
    /// the weights take in all orders. Other devices have nothing to choose.
    /// </summary>
    /// <param name="inputs">As for <see cref="Run"/>; their values do not matter.</param>
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
    /// Frees the device, once a run that another thread has begun has ended; open taps keep what they hold.
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

    private void ReportFirstRun(long start)
    {
        if (!_hasRun && Device.FirstRunDone is Action<FirstRun> listener)
        {
            long multiplyAdds = Network.MultiplyAdds(_planned!.Shapes).Sum();
            listener(new FirstRun(_backend.StartTime, Stopwatch.GetElapsedTime(start), multiplyAdds));
        }

        _hasRun = true;
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
        PlannedRun planned = PlanFor(inputs);
        _watchers.BeginRun();
        _isRunning = true;
        try
        {
            _backend.BeginRun(inputs, areUploaded);
            planned.Deliveries.OfInputs(inputs);
            Tensor output = _loop.Run(planned, ObstacleToGraph is null, StepTimed, atWork, Stop);
            _watchers.EndRun();
            ReportFirstRun(start);
            return output;
        }
        finally
        {
            _isRunning = false;
            _backend.EndRun();
        }
    }

    /// <summary>
    /// Refuses a call by a handler of the run in progress; other threads wait for the end of the run.
    /// </summary>
    private void ThrowIfRunning()
    {
        if (_isRunning)
        {
            throw new InvalidOperationException(
                "A session cannot be used by code that is called during one of its runs.");
        }
    }

    private PlannedRun PlanFor(IReadOnlyList<Tensor> inputs)
    {
        if (_planned is null || !_planned.IsFor(inputs))
        {
            PlannedRun next = new(Network, inputs, _watchers, _backend, SumsOnly, Exact);
            _planned = null; // stays null if the device has no room for the new plan
            _backend.Prepare(next.Plan);
            _planned = next;
        }

        return _planned;
    }
}
