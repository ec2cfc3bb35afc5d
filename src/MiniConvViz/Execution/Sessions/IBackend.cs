using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs plans on one device for one session: memory for their values, and a call for each step's code. It depends on
/// no operator.
/// </summary>
internal interface IBackend : IDisposable
{
    /// <summary>The kind of plan for this backend.</summary>
    PlanKind PlanKind { get; }

    /// <summary>The time spent so far to open the device and to compile, or load, kernels; 0 on a CPU.</summary>
    TimeSpan StartTime { get; }

    /// <summary>Allocates the memory for a plan. Called once per plan, before its first run.</summary>
    void Prepare(Plan plan);

    /// <summary>Starts a run with these values of the network's inputs.</summary>
    /// <param name="inputs">The values.</param>
    /// <param name="areUploaded">The last call of <see cref="UploadAhead"/> was for these inputs, and it returned
    /// true.</param>
    void BeginRun(IReadOnlyList<Tensor> inputs, bool areUploaded);

    /// <summary>
    /// Whether inputs are copied before <see cref="BeginRun"/> and <see cref="UploadAhead"/> return, and the next run's
    /// inputs can be uploaded while this run computes.
    /// </summary>
    bool UploadsAhead { get; }

    /// <summary>Uploads the inputs of the next run while the steps queued so far run.</summary>
    /// <returns>False where there is no room for them, or earlier uploaded inputs are still unused; they are uploaded
    /// by <see cref="BeginRun"/> then.</returns>
    bool UploadAhead(IReadOnlyList<Tensor> inputs);

    /// <summary>Discards the inputs of the last <see cref="UploadAhead"/>: no run will use them.</summary>
    void ForgetAhead();

    /// <summary>Runs one step of the plan, by its index.</summary>
    void Run(int step);

    /// <summary>Runs a step as <see cref="Run"/> does, and measures its time.</summary>
    void RunTimed(int step);

    /// <summary>
    /// The time of a step in its last <see cref="RunTimed"/>; to be called once per run. On a GPU the call waits until
    /// the step is done: it is best called after all steps were queued.
    /// </summary>
    TimeSpan TimeOf(int step);

    /// <summary>
    /// Runs all steps of the plan and all measurements by one call of the driver: a CUDA graph recorded in an earlier
    /// run.
    /// </summary>
    /// <returns>False where nothing is recorded: the steps are then run one by one.</returns>
    bool RunWhole();

    /// <summary>Why <see cref="RunWhole"/> last returned false; null after it returned true.</summary>
    string? GraphProblem { get; }

    /// <summary>The algorithm that computes a step, where there are several; else empty.</summary>
    string AlgorithmOf(int step);

    /// <summary>Times the forms of all steps on the values of the last run, and uses the fastest from now on.</summary>
    /// <returns>The timed layers; empty where no step has several forms.</returns>
    IReadOnlyList<TunedLayer> Tune();

    /// <summary>Waits until the steps queued so far are done; a GPU may still compute them.</summary>
    void Wait();

    /// <summary>
    /// Whether <see cref="Take"/> waits for all queued work, so that it is best called once all steps are queued.
    /// </summary>
    bool TakesLast { get; }

    /// <summary>
    /// Queues the download of what <see cref="Take"/> or <see cref="Measured"/> will return; <see cref="Collect"/>
    /// waits for it. A download that is queued right after its step overlaps with later steps.
    /// </summary>
    void Fetch(Delivery delivery);

    /// <summary>Waits until all fetched values have arrived.</summary>
    void Collect();

    /// <summary>The values of a watched node; the caller owns them.</summary>
    Tensor Take(Delivery delivery);

    /// <summary>Arrays that <see cref="Take"/> may return instead of new ones.</summary>
    RecycledArrays Recycled { get; }

    /// <summary>
    /// Queues the statistics of a value that the latest step computed; the next step may overwrite it.
    /// </summary>
    void Measure(Delivery delivery);

    /// <summary>The statistics measured in this run, over all images together; the call waits for a GPU.</summary>
    LayerStatistics Measured(Delivery delivery);

    /// <summary>Replaces a value for the steps that follow.</summary>
    void Replace(PlannedValue value, Tensor values);

    /// <summary>Ends a run: drops the references to everything that now belongs to a caller.</summary>
    void EndRun();
}
