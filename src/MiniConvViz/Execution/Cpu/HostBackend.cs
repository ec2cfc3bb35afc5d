using System.Diagnostics;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on the CPU, with the vector code or with the reference loops. Watched values are computed directly into
/// the array that the tap will own, so that watching needs no copy.
/// </summary>
internal sealed class HostBackend(int threads, bool isReference) : IBackend
{
    private readonly CpuWorkers _workers = new(threads);
    private readonly Dictionary<PlannedValue, LayerStatistics> _measured = [];
    private readonly List<Storage> _measuredOnly = [];
    private Plan? _plan;
    private ArraySegment<float>[] _memory = [];
    private PlannedHostCall[] _calls = [];
    private TimeSpan[] _times = [];

    public PlanKind PlanKind => isReference ? PlanKind.NodeByNode : PlanKind.VectorCode;

    public TimeSpan StartTime => TimeSpan.Zero;

    public bool TakesLast => false;

    public string AlgorithmOf(int step) => _plan!.Steps[step].Algorithm;

    public IReadOnlyList<TunedLayer> Tune() => [];

    public RecycledArrays Recycled { get; } = new();

    public void Prepare(Plan plan)
    {
        (_plan, _memory, _calls) = (plan, [], []);
        PlanMemory.Check(plan);
        ArraySegment<float>[] slots = [.. plan.SlotLengths.Select(AlignedMemory.Allocate)];
        _memory =
        [
            .. plan.Storages.Select(storage =>
                storage.IsFresh ? default : slots[storage.Root.Slot].Slice(storage.RootOffset, storage.Length)),
        ];
        foreach (Step step in plan.Steps)
        {
            Prepare(step);
        }

        _calls = [.. plan.Steps.Select(step => new PlannedHostCall(step, _memory, _workers))];
        _times = new TimeSpan[plan.Steps.Length];
    }

    public bool UploadsAhead => false;

    public string? GraphProblem => "graphs are CUDA's";

    public bool UploadAhead(IReadOnlyList<Tensor> inputs) => false;

    public void ForgetAhead()
    {
    }

    public bool RunWhole() => false;

    public void BeginRun(IReadOnlyList<Tensor> inputs, bool areUploaded)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            Replace(_plan!.Inputs[i], inputs[i]);
        }
    }

    public void Run(int step)
    {
        Step planned = _plan!.Steps[step];
        foreach (Delivery delivery in planned.Deliveries)
        {
            Storage storage = delivery.Value.Storage;
            if (storage.IsFresh)
            {
                _memory[storage.Id] = Recycled.Take(storage.Length);
            }
        }

        if (planned.Output.Floats == 0)
        {
            return;
        }

        try
        {
            planned.Form!.Run(_calls[step]);
        }
        catch (ShapeException problem)
        {
            throw new NetworkException($"{planned.Node}: {problem.Message}");
        }
        catch (OverflowException)
        {
            throw NetworkException.TooLarge(planned.Node);
        }
    }

    public void RunTimed(int step)
    {
        long start = Stopwatch.GetTimestamp();
        Run(step);
        _times[step] = Stopwatch.GetElapsedTime(start);
    }

    public TimeSpan TimeOf(int step) => _times[step];

    public void Wait()
    {
    }

    public void Fetch(Delivery delivery)
    {
    }

    public void Collect()
    {
    }

    public Tensor Take(Delivery delivery) =>
        new(delivery.Value.Shape, _memory[delivery.Value.Storage.Id].Array!);

    public void Measure(Delivery delivery)
    {
        PlannedValue value = delivery.Value;
        ReadOnlySpan<float> values = _memory[value.Storage.Id].AsSpan(0, value.Floats);
        _measured[value] = LayerStatistics.Of(delivery.Node, values, value.Shape, delivery.HasHistograms);
        if (value.Storage.IsFresh)
        {
            _measuredOnly.Add(value.Storage);
        }
    }

    public LayerStatistics Measured(Delivery delivery) => _measured[delivery.Value];

    public void Replace(PlannedValue value, Tensor values) => _memory[value.Storage.Id] = values.Data;

    public void EndRun()
    {
        foreach (Storage storage in _measuredOnly)
        {
            Recycled.Return(_memory[storage.Id].Array!);
        }

        _measuredOnly.Clear();
        _measured.Clear();
        foreach (Storage storage in _plan!.Storages)
        {
            if (storage.IsFresh)
            {
                _memory[storage.Id] = default;
            }
        }
    }

    public void Dispose() => _workers.Dispose();

    private static void Prepare(Step step)
    {
        try
        {
            step.Form!.Prepare();
        }
        catch (OverflowException)
        {
            throw NetworkException.TooLarge(step.Node);
        }
    }
}
