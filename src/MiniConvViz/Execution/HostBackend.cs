using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on the CPU, with the vector code or with the reference loops. Watched values are computed straight into
/// the array that the tap will own, so watching costs no copy.
/// </summary>
internal sealed class HostBackend(int threads, bool isReference) : IBackend
{
    private readonly CpuWorkers _workers = new(threads);
    private Plan? _plan;
    private float[][] _memory = [];
    private HostCall[] _calls = [];

    public bool Fuses => !isReference;

    public void Prepare(Plan plan)
    {
        _plan = plan;
        float[][] slots = [.. plan.SlotLengths.Select(length => GC.AllocateUninitializedArray<float>(length))];
        _memory = [.. plan.Storages.Select(storage => storage.Slot == Storage.Fresh ? [] : slots[storage.Slot])];
        _calls = [.. plan.Steps.Select(step => new HostCall(step, _memory, _workers))];
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
        Step planned = _plan!.Steps[step];
        Storage storage = planned.Output.Storage;
        if (storage.Slot == Storage.Fresh)
        {
            _memory[storage.Id] = GC.AllocateUninitializedArray<float>(storage.Length);
        }

        try
        {
            if (isReference)
            {
                planned.Operator.RunReference(_calls[step]);
            }
            else
            {
                planned.Operator.RunCpu(_calls[step]);
            }
        }
        catch (ShapeException problem)
        {
            throw new NetworkException($"{planned.Node}: {problem.Message}");
        }
    }

    public void Wait()
    {
    }

    public Tensor Take(PlannedValue value) => new(value.Shape, _memory[value.Storage.Id]);

    public void Replace(PlannedValue value, Tensor values) => _memory[value.Storage.Id] = values.Data;

    public void EndRun()
    {
        foreach (Storage storage in _plan!.Storages)
        {
            if (storage.Slot == Storage.Fresh)
            {
                _memory[storage.Id] = [];
            }
        }
    }

    public void Dispose() => _workers.Dispose();
}
