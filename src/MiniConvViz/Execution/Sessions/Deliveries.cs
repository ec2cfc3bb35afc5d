using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// All deliveries of the runs of one plan. The time of each delivery is decided once, when the plan is made:
/// <code>
///                 after its step                   after the run
/// AfterStep       take, deliver                                           the CPU; a value that is edited
/// AfterRun        fetch, while later steps run     take, deliver          a GPU
/// Statistics      measure                          fetch, deliver         the value itself stays where it is
/// </code>
/// </summary>
internal sealed class Deliveries
{
    private readonly Network _network;
    private readonly Plan _plan;
    private readonly IBackend _backend;
    private readonly Watchers _watchers;
    private readonly (Delivery Delivery, Time Time)[][] _ofSteps;
    private Tensor? _output;

    public Deliveries(Network network, Plan plan, IBackend backend, Watchers watchers)
    {
        (_network, _plan, _backend, _watchers) = (network, plan, backend, watchers);
        _ofSteps = [.. plan.Steps.Select(step => step.Deliveries.Select(given => (given, TimeOf(given))).ToArray())];
    }

    private enum Time
    {
        AfterStep,
        AfterRun,
        Statistics,
    }

    /// <summary>Delivers the values of the network's inputs.</summary>
    public void OfInputs(IReadOnlyList<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            Delivery given = _plan.DeliveryOf(_network.Inputs[i], _plan.Inputs[i]);
            if (given.IsTaken)
            {
                Deliver(given, _backend.Recycled.Copy(inputs[i]));
            }
            else if (_plan.IsWatched(given.Node))
            {
                _watchers.Deliver(given.Node, LayerStatistics.Of(given.Node, inputs[i], given.HasHistograms));
            }
        }
    }

    /// <summary>Makes the deliveries that take place right after a step.</summary>
    /// <param name="step">Its index.</param>
    /// <param name="isMeasured">Its values are measured already, by the graph that ran it.</param>
    public void AfterStep(int step, bool isMeasured)
    {
        foreach ((Delivery delivery, Time time) in _ofSteps[step])
        {
            switch (time)
            {
                case Time.AfterStep:
                    Deliver(delivery, _backend.Take(delivery));
                    break;
                case Time.AfterRun:
                    _backend.Fetch(delivery);
                    break;
                case Time.Statistics when !isMeasured:
                    _backend.Measure(delivery);
                    break;
            }
        }
    }

    /// <summary>Requests the statistics of the run, and waits once for all that was fetched.</summary>
    public void Collect()
    {
        foreach ((Delivery, Time)[] step in _ofSteps)
        {
            foreach ((Delivery delivery, Time time) in step)
            {
                if (time == Time.Statistics)
                {
                    _backend.Fetch(delivery);
                }
            }
        }

        _backend.Collect();
    }

    /// <summary>Makes the deliveries that take place after the run.</summary>
    /// <returns>The network's output.</returns>
    public Tensor AfterRun()
    {
        foreach ((Delivery, Time)[] step in _ofSteps)
        {
            foreach ((Delivery delivery, Time time) in step)
            {
                if (time == Time.Statistics)
                {
                    _watchers.Deliver(delivery.Node, _backend.Measured(delivery));
                }
                else if (time == Time.AfterRun)
                {
                    Deliver(delivery, _backend.Take(delivery));
                }
            }
        }

        Tensor output = _output!;
        _output = null;
        return output;
    }

    private Time TimeOf(Delivery delivery) =>
        !delivery.IsTaken ? Time.Statistics
        : _backend.TakesLast && !_watchers.IsEdited(delivery.Node) ? Time.AfterRun
        : Time.AfterStep;

    private void Deliver(Delivery delivery, Tensor values)
    {
        bool isOutput = delivery.Node == _network.Output;
        Tensor delivered = _watchers.Deliver(delivery, values, isOutput, _backend);
        _output = isOutput ? delivered : _output;
    }
}
