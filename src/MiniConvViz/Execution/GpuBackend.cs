using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on a GPU through ILGPU. Activations stay on the device; only what somebody watches comes back.
/// </summary>
internal sealed class GpuBackend : IBackend
{
    private readonly GpuAccelerator _gpu;
    private readonly GpuMemory _memory;
    private Plan? _plan;
    private GpuCall[] _calls = [];

    public GpuBackend(GpuDescription description, bool usesTensorCores)
    {
        _gpu = GpuAccelerator.Create(description, usesTensorCores);
        _memory = new GpuMemory(_gpu);
    }

    /// <summary>The device itself.</summary>
    public GpuAccelerator Gpu => _gpu;

    /// <summary>What the session keeps there.</summary>
    public GpuMemory Memory => _memory;

    public PlanKind PlanKind => PlanKind.Fused;

    /// <summary>A GPU gets its whole work at once; what is watched lies in memory of its own until it is done.</summary>
    public bool TakesLast => true;

    public SpareArrays Spare { get; } = new();

    public void Prepare(Plan plan)
    {
        _plan = plan;
        Guarded(() => _memory.Prepare(plan));
        _calls = [.. plan.Steps.Select(step => new GpuCall(step, _memory, plan.SumsOnly))];
    }

    public void BeginRun(IReadOnlyList<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            Replace(_plan!.Inputs[i], inputs[i]);
        }
    }

    public void Run(int step)
    {
        try
        {
            _plan!.Steps[step].Operator.RunGpu(_calls[step]);
        }
        catch (GpuException problem)
        {
            throw new DeviceException($"{_plan!.Steps[step].Node}: {problem.Message}", problem);
        }
    }

    public void Wait() => Guarded(_gpu.Synchronize);

    public Tensor Take(PlannedValue value)
    {
        Tensor values = new(value.Shape, Spare.Take(value.Shape.Count));
        Guarded(() => _gpu.Download(_memory.View(value), values.Values));
        return values;
    }

    public void Replace(PlannedValue value, Tensor values) =>
        Guarded(() => _gpu.Upload(values.Values, _memory.View(value)));

    public void EndRun()
    {
    }

    public void Dispose()
    {
        _memory.Dispose();
        _gpu.Dispose();
    }

    /// <summary>Turns what the kernels' layer reports into the engine's own kind of error.</summary>
    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (GpuException problem)
        {
            throw new DeviceException(problem.Message, problem);
        }
    }
}
