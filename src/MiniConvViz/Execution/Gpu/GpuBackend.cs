using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Statistics;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on a GPU through ILGPU. Activations stay on the device; only watched values come back.
/// </summary>
internal sealed class GpuBackend : IBackend
{
    private readonly GpuAccelerator _gpu;
    private readonly GpuMemory _memory;
    private readonly GpuStepForms _forms;
    private readonly GpuStatistics _statistics;
    private readonly GpuNextInputs _next;
    private readonly GpuRecording _recording;
    private readonly Action _runSteps;
    private readonly Dictionary<Node, Tensor> _fetched = [];
    private readonly GpuFailures _failures = new();
    private Plan? _plan;
    private PlannedGpuCall[] _calls = [];
    private (GpuMark Start, GpuMark End)[] _marks = [];

    /// <param name="gpu">An open device, which is disposed of along with this.</param>
    /// <param name="tuning">The forms of kernels that were the fastest there when timed.</param>
    public GpuBackend(GpuAccelerator gpu, GpuTuning tuning)
    {
        _gpu = gpu;
        _forms = new GpuStepForms(gpu, tuning);
        _memory = new GpuMemory(_gpu);
        _statistics = new GpuStatistics(_gpu);
        _next = new GpuNextInputs(_gpu);
        _recording = new GpuRecording(_gpu);
        _runSteps = RunSteps;
    }

    /// <summary>The device itself.</summary>
    public GpuAccelerator Gpu => _gpu;

    /// <summary>The session's memory on it.</summary>
    public GpuMemory Memory => _memory;

    /// <summary>The kernel of the last step that was requested; null where its operator has no other.</summary>
    public Enum? ReachedKernel { get; private set; }

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

        _forms.Prepare(plan);
        PrepareRecording();
        _failures.Reserve(() => _memory.Prepare(plan), "");
        _failures.Reserve(() => _statistics.Prepare(plan), "statistics: ");
        _calls = [.. plan.Steps.Select(step => new PlannedGpuCall(step, _memory))];
        _marks = new (GpuMark, GpuMark)[_calls.Length];
    }

    public void BeginRun(IReadOnlyList<Tensor> inputs, bool areUploaded)
    {
        _failures.Reached = null;
        _statistics.BeginRun();
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

    public void Run(int step)
    {
        _failures.Reached = _plan!.Steps[step].Nodes[0];
        ReachedKernel = _forms[step].Kernel;
        if (_plan.Steps[step].Output.Floats == 0)
        {
            return;
        }

        try
        {
            _forms[step].Run(_calls[step]);
        }
        catch (GpuGroupException) when (_forms[step].Kernel is Enum kernel && !_gpu.ExcludedForms.Contains(kernel))
        {
            // The largest thread block is known only from the compiled kernel. Nothing has failed: the next form is
            // chosen.
            _forms.Exclude(kernel);
            Run(step);
        }
        catch (GpuException problem)
        {
            throw _failures.Of(problem, $"{_failures.Reached}: ");
        }
        catch (ShapeException problem)
        {
            throw new NetworkException($"{_plan.Steps[step].Node}: {problem.Message}");
        }
        catch (OverflowException)
        {
            throw NetworkException.TooLarge(_plan.Steps[step].Node);
        }
    }

    /// <inheritdoc/>
    public void RunTimed(int step)
    {
        _failures.Guard(() => _marks[step].Start = _gpu.Mark());
        Run(step);
        _failures.Guard(() => _marks[step].End = _gpu.Mark());
    }

    /// <inheritdoc/>
    public TimeSpan TimeOf(int step)
    {
        TimeSpan time = default;
        _failures.Guard(() => time = _gpu.Between(_marks[step].Start, _marks[step].End));
        return time;
    }

    /// <inheritdoc/>
    public string AlgorithmOf(int step) => _forms.AlgorithmOf(step);

    /// <inheritdoc/>
    public IReadOnlyList<TunedLayer> Tune()
    {
        PrepareRecording();
        return _forms.Tune(RunAndWait, TimeOfMany);

        void RunAndWait(int step)
        {
            Run(step);
            Wait();
        }

        TimeSpan TimeOfMany(int step)
        {
            TimeSpan time = default;
            _failures.Guard(() => time = _gpu.Time(() => Run(step)));
            return time;
        }
    }

    public void Wait() => _failures.Guard(_gpu.Synchronize);

    public void Collect() => _failures.Guard(_gpu.FinishCopies);

    public void Fetch(Delivery delivery)
    {
        if (!delivery.IsTaken)
        {
            _failures.Guard(_statistics.Fetch);
        }
        else
        {
            Tensor values = NewTensor(delivery.Value.Shape);
            _failures.Guard(() => _gpu.DownloadLater(_memory.View(delivery.Value), values.Data));
            _fetched.Add(delivery.Node, values);
        }
    }

    public Tensor Take(Delivery delivery)
    {
        if (_fetched.Remove(delivery.Node, out Tensor? fetched))
        {
            return fetched;
        }

        Tensor values = NewTensor(delivery.Value.Shape);
        _failures.Guard(() => _gpu.Download(_memory.View(delivery.Value), values.Data));
        return values;
    }

    public void Measure(Delivery delivery) =>
        _failures.Guard(() => _statistics.Measure(delivery, _memory.View(delivery.Value)));

    public LayerStatistics Measured(Delivery delivery)
    {
        return _statistics.Of(delivery);
    }

    public void Replace(PlannedValue value, Tensor values) =>
        _failures.Guard(() => _gpu.Upload(values.Values, _memory.View(value)));

    public void EndRun()
    {
        _fetched.Clear();
        _gpu.AbandonCopies();
    }

    public void Dispose()
    {
        _gpu.AbandonCopies();
        _recording.Dispose();
        _next.Dispose();
        _statistics.Dispose();
        _memory.Dispose();
        _gpu.Dispose();
    }

    /// <summary>All commands that a run queues between its uploads and its downloads.</summary>
    private void RunSteps()
    {
        for (int i = 0; i < _calls.Length; i++)
        {
            Run(i);
            foreach (Delivery delivery in _plan!.Steps[i].Deliveries)
            {
                if (!delivery.IsTaken)
                {
                    Measure(delivery);
                }
            }
        }
    }

    private Tensor NewTensor(Shape shape) => new(shape, Recycled.Take(shape.Count));

    private void PrepareRecording() => _recording.Prepare(_plan!, _forms.FirstOnHost);
}
