using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on a GPU through ILGPU. Activations stay on the device; only watched values come back.
/// </summary>
internal sealed class GpuBackend : IBackend
{
    private readonly GpuAccelerator _gpu;
    private readonly GpuMemory _memory;
    private readonly GpuSteps _steps;
    private readonly GpuDeliveries _deliveries;
    private readonly GpuNextInputs _next;
    private readonly GpuRecording _recording;
    private readonly Action _runSteps;
    private readonly GpuFailures _failures = new();
    private Plan? _plan;

    /// <param name="gpu">An open device, which is disposed of along with this.</param>
    /// <param name="tuning">The forms of kernels that were the fastest there when timed.</param>
    public GpuBackend(GpuAccelerator gpu, GpuTuning tuning)
    {
        _gpu = gpu;
        _memory = new GpuMemory(_gpu);
        _steps = new GpuSteps(_gpu, tuning, _memory, _failures);
        _deliveries = new GpuDeliveries(_gpu, _memory, _failures, Recycled);
        _next = new GpuNextInputs(_gpu);
        _recording = new GpuRecording(_gpu);
        _runSteps = RunSteps;
    }

    /// <summary>The device itself.</summary>
    public GpuAccelerator Gpu => _gpu;

    /// <summary>The session's memory on it.</summary>
    public GpuMemory Memory => _memory;

    /// <summary>The kernel of the last step that was requested; null where its operator has no other.</summary>
    public Enum? ReachedKernel => _steps.ReachedKernel;

    public PlanKind PlanKind => PlanKind.Fused;

    public TimeSpan StartTime => OpenTime + _gpu.CompileTime;

    /// <summary>How long it took to open the device.</summary>
    public TimeSpan OpenTime { get; init; }

    /// <summary>
    /// A GPU receives the work of a whole run at once; watched values lie in memory of their own until it is done.
    /// </summary>
    public bool TakesLast => true;

    public bool UploadsAhead => _gpu.ReadsAtOnce;

    public string? GraphProblem => _recording.Problem;

    public RecycledArrays Recycled { get; } = new();

    public void Prepare(Plan plan)
    {
        _plan = plan;
        if (_gpu.Kind == GpuKind.IlgpuCpu)
        {
            PlanMemory.Check(plan);
        }

        _steps.Choose(plan);
        PrepareRecording();
        _failures.Reserve(() => _memory.Prepare(plan), "");
        _failures.Reserve(() => _deliveries.Prepare(plan), "statistics: ");
        _steps.Prepare(plan);
    }

    public void BeginRun(IReadOnlyList<Tensor> inputs, bool areUploaded)
    {
        _failures.Reached = null;
        _deliveries.BeginRun();
        for (int i = 0; i < inputs.Count; i++)
        {
            int index = i;
            _failures.Guard(() =>
            {
                ArrayView<float> view = _memory.View(_plan!.Inputs[index]);
                if (areUploaded)
                {
                    _next.Move(index, view);
                }
                else
                {
                    _gpu.UploadLater(inputs[index].Data, view);
                }
            });
        }

        if (areUploaded)
        {
            _next.Free();
        }
    }

    public bool UploadAhead(IReadOnlyList<Tensor> inputs)
    {
        bool isDone = false;
        _failures.Guard(() => isDone = _next.TryUpload(inputs));
        return isDone;
    }

    public void ForgetAhead() => _next.Free();

    public bool RunWhole()
    {
        bool isLaunched = false;
        _failures.Guard(() => isLaunched = _recording.TryLaunch(_runSteps));
        _failures.Reached = isLaunched ? _plan!.Steps[^1].Nodes[0] : null;
        return isLaunched;
    }

    public void Run(int step) => _steps.Run(step);

    public void RunTimed(int step) => _steps.RunTimed(step);

    public TimeSpan TimeOf(int step) => _steps.TimeOf(step);

    public string AlgorithmOf(int step) => _steps.AlgorithmOf(step);

    public IReadOnlyList<TunedLayer> Tune()
    {
        PrepareRecording();
        return _steps.Tune();
    }

    public void Wait() => _failures.Guard(_gpu.Synchronize);

    public void Collect() => _failures.Guard(_gpu.FinishCopies);

    public void Fetch(Delivery delivery) => _deliveries.Fetch(delivery);

    public Tensor Take(Delivery delivery) => _deliveries.Take(delivery);

    public void Measure(Delivery delivery) => _deliveries.Measure(delivery);

    public LayerStatistics Measured(Delivery delivery) => _deliveries.Measured(delivery);

    public void Replace(PlannedValue value, Tensor values) =>
        _failures.Guard(() => _gpu.Upload(values.Values, _memory.View(value)));

    public void EndRun()
    {
        _deliveries.EndRun();
        _gpu.AbandonCopies();
    }

    public void Dispose()
    {
        _gpu.AbandonCopies();
        _recording.Dispose();
        _next.Dispose();
        _deliveries.Dispose();
        _memory.Dispose();
        _gpu.Dispose();
    }

    /// <summary>All commands that a run queues between its uploads and its downloads.</summary>
    private void RunSteps()
    {
        for (int i = 0; i < _plan!.Steps.Length; i++)
        {
            Run(i);
            foreach (Delivery delivery in _plan.Steps[i].Deliveries)
            {
                if (!delivery.IsTaken)
                {
                    Measure(delivery);
                }
            }
        }
    }

    private void PrepareRecording() => _recording.Prepare(_plan!, _steps.FirstOnHost);
}
