using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>Runs the steps of a plan on a GPU, each in the form that was chosen for it, and times them.</summary>
/// <param name="gpu">The device.</param>
/// <param name="tuning">The forms that were the fastest there when timed.</param>
/// <param name="memory">The session's memory on it.</param>
/// <param name="failures">Names the failures of the device.</param>
internal sealed class GpuSteps(GpuAccelerator gpu, GpuTuning tuning, GpuMemory memory, GpuFailures failures)
{
    private readonly GpuStepForms _forms = new(gpu, tuning);
    private Plan? _plan;
    private PlannedGpuCall[] _calls = [];
    private (GpuMark Start, GpuMark End)[] _marks = [];

    /// <summary>The kernel of the last step that was requested; null where its operator has no other.</summary>
    public Enum? ReachedKernel { get; private set; }

    /// <inheritdoc cref="GpuStepForms.FirstOnHost"/>
    public Node? FirstOnHost => _forms.FirstOnHost;

    /// <summary>Chooses a form for every step of a plan.</summary>
    public void Choose(Plan plan)
    {
        _plan = plan;
        _forms.Prepare(plan);
    }

    /// <summary>Prepares the calls of the steps, once there is memory for their values.</summary>
    public void Prepare(Plan plan)
    {
        _calls = [.. plan.Steps.Select(step => new PlannedGpuCall(step, memory))];
        _marks = new (GpuMark, GpuMark)[_calls.Length];
    }

    /// <summary>Queues a step. Where its kernel is too large for the device, its next best form runs.</summary>
    public void Run(int step)
    {
        failures.Reached = _plan!.Steps[step].Nodes[0];
        ReachedKernel = _forms[step].Kernel;
        if (_plan.Steps[step].Output.Floats == 0)
        {
            return;
        }

        try
        {
            _forms[step].Run(_calls[step]);
        }
        catch (GpuGroupException) when (_forms[step].Kernel is Enum kernel && !gpu.ExcludedForms.Contains(kernel))
        {
            // The largest thread block is known only from the compiled kernel. Nothing has failed: the next form is
            // chosen.
            _forms.Exclude(kernel);
            Run(step);
        }
        catch (GpuException problem)
        {
            throw failures.Of(problem, $"{failures.Reached}: ");
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

    /// <summary>As <see cref="Run"/>, between two events.</summary>
    public void RunTimed(int step)
    {
        failures.Guard(() => _marks[step].Start = gpu.Mark());
        Run(step);
        failures.Guard(() => _marks[step].End = gpu.Mark());
    }

    /// <summary>The time between a step's events, once they have occurred.</summary>
    public TimeSpan TimeOf(int step)
    {
        TimeSpan time = default;
        failures.Guard(() => time = gpu.Between(_marks[step].Start, _marks[step].End));
        return time;
    }

    /// <inheritdoc cref="GpuStepForms.AlgorithmOf"/>
    public string AlgorithmOf(int step) => _forms.AlgorithmOf(step);

    /// <summary>Times every form of every step, sets the fastest, and saves it for later sessions.</summary>
    public IReadOnlyList<TunedLayer> Tune()
    {
        return _forms.Tune(RunAndWait, TimeOfMany);

        void RunAndWait(int step)
        {
            Run(step);
            failures.Guard(gpu.Synchronize);
        }

        TimeSpan TimeOfMany(int step)
        {
            TimeSpan time = default;
            failures.Guard(() => time = gpu.Time(() => Run(step)));
            return time;
        }
    }
}
