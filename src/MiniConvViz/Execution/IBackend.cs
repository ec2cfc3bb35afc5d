using MiniConvViz.Analysis;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The memory and the hands of one device for one session. It knows plans and values; which operators exist is no
/// concern of it.
/// </summary>
internal interface IBackend : IDisposable
{
    /// <summary>How plans for it are made.</summary>
    PlanKind PlanKind { get; }

    /// <summary>What it took so far to open the device and to compile, or load, kernels; 0 on a CPU.</summary>
    TimeSpan StartTime { get; }

    /// <summary>Makes room for a plan. Called once per plan, before its first run.</summary>
    void Prepare(Plan plan);

    /// <summary>Starts a run with these values of the network's inputs.</summary>
    void BeginRun(IReadOnlyList<Tensor> inputs);

    /// <summary>Runs one step of the plan, by its index.</summary>
    void Run(int step);

    /// <summary>Which way a step is computed, where there are several; else empty.</summary>
    string AlgorithmOf(int step);

    /// <summary>Times the ways of all steps on what the last run left, and takes the fastest from now on.</summary>
    /// <returns>What was timed; nothing where there is nothing to choose.</returns>
    IReadOnlyList<TunedLayer> Tune();

    /// <summary>Waits until the steps so far are done; a GPU may still be at work on them.</summary>
    void Wait();

    /// <summary>
    /// Whether <see cref="Take"/> waits for all that was asked for, so that it is better called once everything was.
    /// </summary>
    bool TakesLast { get; }

    /// <summary>
    /// Asks for what <see cref="Take"/> or <see cref="Measured"/> will hand out; it is there once <see cref="Wait"/>
    /// has returned.
    /// </summary>
    void Fetch(Delivery delivery);

    /// <summary>The values of a watched node, to be owned by the caller.</summary>
    Tensor Take(Delivery delivery);

    /// <summary>Arrays that <see cref="Take"/> may hand out instead of new ones.</summary>
    SpareArrays Spare { get; }

    /// <summary>
    /// Asks for the statistics of a value that the latest step computed; the next one may write over it.
    /// </summary>
    void Measure(Delivery delivery);

    /// <summary>The statistics that were asked for in this run, all images together; a GPU is waited for.</summary>
    LayerStatistics Measured(Delivery delivery);

    /// <summary>Gives the following steps other values to read.</summary>
    void Replace(PlannedValue value, Tensor values);

    /// <summary>Ends a run: lets go of everything that now belongs to a caller.</summary>
    void EndRun();
}
