using MiniConvViz.Kernels;
using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>
/// A plan's steps as one recorded CUDA graph. The first run of a plan is launched step by step: it compiles kernels,
/// packs weights and reserves memory. The second is recorded, and launched as a whole like all that follow. What is
/// measured is recorded too; inputs and downloads are not, since their arrays differ from run to run.
/// </summary>
internal sealed class GpuRecording(GpuAccelerator gpu) : IDisposable
{
    /// <summary>
    /// 16 MiB, about 0.4 ms of copying: where more is downloaded, a run of single launches is faster, since each value
    /// is downloaded while later steps compute.
    /// </summary>
    internal const long MostFetchedBytes = 16 << 20;

    private GpuGraph? _graph;
    private string? _refusal;
    private bool _hasRun;

    /// <summary>Why the latest run was not launched as a whole; null where it was.</summary>
    public string? Problem =>
        _refusal ?? (_graph is null ? "the plan has run once or never, and not been recorded" : null);

    /// <summary>Discards the recorded run, before another plan or other forms of kernels.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onHost">A node that the host computes; null where there is none.</param>
    public void Prepare(Plan plan, Node? onHost)
    {
        Dispose();
        long bytes = sizeof(float) * plan.Steps.SelectMany(step => step.Deliveries)
            .Where(delivery => delivery.IsTaken).Sum(delivery => (long)delivery.Value.Floats);
        _hasRun = false;
        _refusal = gpu.GraphProblem
            ?? (onHost is not null ? $"{onHost} is computed by the host" : null)
            ?? (bytes > MostFetchedBytes
                ? $"{bytes >> 20} MiB come back, which is faster while the steps still run"
                : null);
    }

    /// <summary>Launches the recorded run, which is recorded now if the plan has run before.</summary>
    /// <param name="work">Queues all steps, one by one.</param>
    /// <returns>Whether it was launched; otherwise nothing was.</returns>
    /// <exception cref="GpuException">The driver refuses, or reports an earlier failure.</exception>
    public bool TryLaunch(Action work)
    {
        if (_refusal is null && _hasRun && _graph is null)
        {
            gpu.TryRecord(work, out _graph, out _refusal);
        }

        _hasRun = true;
        if (_graph is null)
        {
            return false;
        }

        gpu.Launch(_graph);
        return true;
    }

    public void Dispose()
    {
        gpu.Release(_graph);
        _graph = null;
    }
}
