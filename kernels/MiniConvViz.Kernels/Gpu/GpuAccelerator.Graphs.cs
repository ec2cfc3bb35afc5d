using System.Diagnostics.CodeAnalysis;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <content>
/// Recording of launches, so that many of them are started by one call of the driver. Only CUDA supports it.
/// </content>
internal sealed partial class GpuAccelerator
{
    private bool _isRecording;

    /// <summary>Why launches cannot be recorded on this device; null if they can.</summary>
    public string? GraphProblem =>
        _accelerator is not CudaAccelerator ? "graphs are CUDA's"
        : _cuda is null || !CudaDriver.HasGraphs ? "the driver is too old for graphs, which came with CUDA 11.0"
        : null;

    /// <summary>How many graphs were launched.</summary>
    internal int GraphLaunches { get; private set; }

    /// <summary>
    /// Records launches and copies within the device instead of executing them. They must have been executed once
    /// before, so that kernels are compiled and memory is reserved.
    /// </summary>
    /// <param name="work">Queues them; it must neither wait nor copy from or to the host.</param>
    /// <param name="graph">
    /// The recorded graph. It must be disposed of before any memory that it reads or writes.
    /// </param>
    /// <param name="problem">Why it could not be recorded. The device is still usable.</param>
    public bool TryRecord(
        Action work, [NotNullWhen(true)] out GpuGraph? graph, [NotNullWhen(false)] out string? problem)
    {
        (graph, problem) = (null, GraphProblem);
        if (problem is not null)
        {
            return false;
        }

        BeginRequest();
        _isRecording = true;
        try
        {
            graph = GpuGraph.Record(_cuda!.Work, work);
            return true;
        }
        catch (Exception exception) when (exception is AcceleratorException or GpuException
            || exception.InnerException is GpuException)
        {
            problem = $"the run cannot be recorded: {GpuException.Describe(exception)}";
            return false;
        }
        finally
        {
            _isRecording = false;
        }
    }

    /// <summary>Queues a recorded graph, by one call of the driver.</summary>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void Launch(GpuGraph graph)
    {
        try
        {
            BeginRequest();
            GraphLaunches++;
            graph.Launch(_cuda!.Work);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("launch of the recorded run", exception);
        }
    }

    // Copies from and to the host would be recorded with the values, or the addresses, of this run.
    private void BeginCopy(string what)
    {
        if (_isRecording)
        {
            throw new GpuException($"{Name}: {what} while launches are recorded");
        }

        BeginRequest();
    }
}
