using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>
/// A mark on a CUDA stream. The host or another stream can wait until everything before the mark is done.
/// </summary>
internal sealed class CudaEvent : IDisposable
{
    private nint _handle;

    /// <exception cref="CudaException">The driver reports an error.</exception>
    public CudaEvent() => CudaException.ThrowIfFailed(
        CudaAPI.CurrentAPI.CreateEvent(out _handle, CudaEventFlags.CU_EVENT_DISABLE_TIMING));

    /// <summary>Marks the end of what was queued on the stream so far; an earlier mark is replaced.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void Record(CudaStream stream) =>
        CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.RecordEvent(_handle, stream.StreamPtr));

    /// <summary>Whether everything before the mark is done; the host does not wait.</summary>
    /// <exception cref="CudaException">Something before the mark failed.</exception>
    public bool IsReached()
    {
        CudaError answer = CudaAPI.CurrentAPI.QueryEvent(_handle);
        if (answer == CudaError.CUDA_ERROR_NOT_READY)
        {
            return false;
        }

        CudaException.ThrowIfFailed(answer);
        return true;
    }

    /// <summary>The host waits for the mark; for an event that was never recorded it does not wait.</summary>
    /// <exception cref="CudaException">Something before the mark failed.</exception>
    public void Synchronize() => CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.SynchronizeEvent(_handle));

    /// <summary>Work that is queued on a stream from now on waits for the mark; the host does not.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void HoldBack(CudaStream stream) => CudaDriver.MakeWait(stream, _handle);

    /// <exception cref="CudaException">The device was lost.</exception>
    public void Dispose()
    {
        if (_handle != 0)
        {
            nint handle = _handle;
            _handle = 0;
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.DestroyEvent(handle));
        }
    }
}
