using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs the steps of a plan in order; there is no other forward loop. A CUDA device may run all of them by one call of
/// the driver, as a CUDA graph.
/// </summary>
internal sealed class ForwardLoop(IBackend backend)
{
    /// <summary>The latest run was launched as a graph.</summary>
    public bool UsesGraph { get; private set; }

    /// <summary>Runs all steps.</summary>
    /// <param name="planned">The steps and their deliveries.</param>
    /// <param name="allowsGraph">They may be launched as a graph.</param>
    /// <param name="timed">Receives the time of each step; null where it is not measured.</param>
    /// <param name="atWork">Called once all work is queued on a GPU, and before the host waits for it.</param>
    /// <param name="stop">Ends the run before its next step.</param>
    /// <returns>The network's output.</returns>
    public Tensor Run(
        PlannedRun planned, bool allowsGraph, Action<StepTime>? timed, Action? atWork, CancellationToken stop)
    {
        Step[] steps = planned.Plan.Steps;
        Deliveries deliveries = planned.Deliveries;
        UsesGraph = allowsGraph && backend.RunWhole();
        for (int i = 0; i < steps.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            if (!UsesGraph)
            {
                RunStep(i, steps[i], timed);
            }

            deliveries.AfterStep(i, isMeasured: UsesGraph);
        }

        atWork?.Invoke();
        deliveries.Collect();
        for (int i = 0; timed is not null && backend.TakesLast && i < steps.Length; i++)
        {
            timed(TimeOf(i, steps[i]));
        }

        return deliveries.AfterRun();
    }

    private void RunStep(int index, Step step, Action<StepTime>? timed)
    {
        if (timed is null)
        {
            backend.Run(index);
            return;
        }

        backend.RunTimed(index);
        if (!backend.TakesLast)
        {
            timed(TimeOf(index, step));
        }
    }

    private StepTime TimeOf(int index, Step step) =>
        new(step.Nodes, backend.AlgorithmOf(index), step.ChangesLayout, backend.TimeOf(index));
}
