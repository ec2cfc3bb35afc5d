using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on one device for one session: memory for their values, and a call for each step's code. It depends on
/// no operator.
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
    /// <param name="inputs">The values.</param>
    /// <param name="areUploaded"><see cref="UploadAhead"/> was the last to be given them, and it returned
    /// true.</param>
    void BeginRun(IReadOnlyList<Tensor> inputs, bool areUploaded);

    /// <summary>
    /// Whether inputs are copied before <see cref="BeginRun"/> and <see cref="UploadAhead"/> return, and the next run's
    /// inputs can be uploaded while this run computes.
    /// </summary>
    bool UploadsAhead { get; }

    /// <summary>Uploads the inputs of the next run beside the steps that were asked for so far.</summary>
    /// <returns>False where there is no room for them, or others wait there; they are uploaded when their turn
    /// comes.</returns>
    bool UploadAhead(IReadOnlyList<Tensor> inputs);

    /// <summary>No run will use what <see cref="UploadAhead"/> was given last.</summary>
    void ForgetAhead();

    /// <summary>Runs one step of the plan, by its index.</summary>
    void Run(int step);

    /// <summary>Runs a step as <see cref="Run"/> does, and takes its time.</summary>
    void RunTimed(int step);

    /// <summary>
    /// How long a step took when it was last run by <see cref="RunTimed"/>, to be asked once per run. A GPU waits until
    /// the step is done: it is better asked after all steps were requested.
    /// </summary>
    TimeSpan TimeOf(int step);

    /// <summary>
    /// Runs all steps of the plan, and measures what is to be measured, by one call of the driver: a graph recorded in
    /// an earlier run.
    /// </summary>
    /// <returns>False where nothing is recorded: the steps are then run one by one.</returns>
    bool RunWhole();

    /// <summary>Why <see cref="RunWhole"/> last returned false; null after it returned true.</summary>
    string? GraphProblem { get; }

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
    /// Asks for what <see cref="Take"/> or <see cref="Measured"/> will return; it is there once <see cref="Collect"/>
    /// has returned. Asked for right after its step, it comes while later steps run.
    /// </summary>
    void Fetch(Delivery delivery);

    /// <summary>Waits until all that was fetched is there.</summary>
    void Collect();

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
