using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>
/// Launches that were recorded once and are started together, by one call of the driver: a CUDA graph. It contains
/// the addresses of the memory it was recorded with, which must not be freed before it.
/// </summary>
internal sealed class GpuGraph : IDisposable
{
    private nint _executable;

    private GpuGraph(nint executable) => _executable = executable;

    /// <summary>Records the work that <paramref name="work"/> queues on a stream; none of it is executed.</summary>
    /// <exception cref="CudaException">The driver reports an error: some of the work cannot be recorded.</exception>
    internal static GpuGraph Record(CudaStream stream, Action work)
    {
        CudaDriver.BeginCapture(stream);
        try
        {
            work();
        }
        catch
        {
            EndFailedCapture(stream);
            throw;
        }

        nint graph = CudaDriver.EndCapture(stream);
        try
        {
            return new GpuGraph(CudaDriver.Instantiate(graph));
        }
        finally
        {
            CudaDriver.DestroyGraph(graph);
        }
    }

    /// <summary>Starts all of it on a stream.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    internal void Launch(CudaStream stream) => CudaDriver.Launch(_executable, stream);

    /// <summary>Frees the driver's copy; it may still be running.</summary>
    /// <exception cref="CudaException">The device was lost.</exception>
    public void Dispose()
    {
        if (_executable != 0)
        {
            nint executable = _executable;
            _executable = 0;
            CudaDriver.DestroyExecutable(executable);
        }
    }

    // The recording is invalid, and the driver may have discarded it; the first failure is reported.
    private static void EndFailedCapture(CudaStream stream)
    {
        try
        {
            CudaDriver.DestroyGraph(CudaDriver.EndCapture(stream));
        }
        catch (CudaException)
        {
        }
    }
}
