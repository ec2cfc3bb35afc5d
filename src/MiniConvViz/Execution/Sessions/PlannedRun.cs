using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>A plan for inputs of certain shapes and certain watchers, and its deliveries to them.</summary>
internal sealed class PlannedRun
{
    private readonly Shape[] _shapes;

    /// <summary>Plans a run.</summary>
    /// <exception cref="NetworkException">The network cannot take these inputs.</exception>
    public PlannedRun(
        Network network, IReadOnlyList<Tensor> inputs, Watchers watchers, IBackend backend, bool sumsOnly, bool isExact)
    {
        _shapes = [.. inputs.Select(input => input.Shape)];
        PlanKind kind = (backend.PlanKind, sumsOnly) switch
        {
            (PlanKind.VectorCode, true) => PlanKind.VectorSums,
            (PlanKind.Fused, true) => PlanKind.FusedSums,
            _ => backend.PlanKind,
        };
        Plan = new Plan(network, _shapes, watchers.ToWatch(network), kind, isExact);
        Deliveries = new Deliveries(network, Plan, backend, watchers);
    }

    public Plan Plan { get; }

    public Deliveries Deliveries { get; }

    /// <summary>The shapes of the network's inputs.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Whether inputs have the shapes of this plan.</summary>
    public bool IsFor(IReadOnlyList<Tensor> inputs)
    {
        bool isSame = inputs.Count == _shapes.Length;
        for (int i = 0; isSame && i < inputs.Count; i++)
        {
            isSame = inputs[i].Shape == _shapes[i];
        }

        return isSame;
    }
}
