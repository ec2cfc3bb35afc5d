using ILGPU;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>
/// The copies of a CUDA device, on streams beside the one that computes: a download begins as soon as the value is
/// computed, and the next run's inputs are uploaded while this run computes.
/// </summary>
/// <remarks>
/// <code>
/// up     | next inputs      |
/// work   | conv1 | conv2 | conv3 | move next inputs | conv1 ...     waits for "up" before it moves them
/// down           | conv1 | conv2 | conv3 |                          waits for each value
/// </code>
/// All calls are for the thread in which the device's context is current.
/// </remarks>
internal sealed class CudaCopies(CudaAccelerator accelerator) : IDisposable
{
    private readonly CudaStream _up = NewStream(accelerator);
    private readonly CudaStream _down = NewStream(accelerator);
    private readonly CudaStaging _staging = new();
    private readonly CudaEvent _arrived = new();
    private readonly CudaEvent _moved = new();
    private readonly List<(ArrayView<float> View, float[] Target, CudaEvent Computed)> _downloads = [];
    private readonly Stack<CudaEvent> _spareEvents = new();

    /// <summary>
    /// The stream that computes. Not ILGPU's default stream: that is the driver's, which cannot be captured, and which
    /// every blocking stream of the process waits for.
    /// </summary>
    public CudaStream Work { get; } = NewStream(accelerator);

    /// <summary>Uploads in order with the launches; the source may change once this returns.</summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void Upload(ReadOnlySpan<float> source, ArrayView<float> targetView) =>
        _staging.Upload(source, targetView, Work);

    /// <summary>
    /// Uploads while launches go on, to memory that only <see cref="BeginMove"/> and <see cref="EndMove"/> give them
    /// access to; the source may change once this returns.
    /// </summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void UploadAside(ReadOnlySpan<float> source, ArrayView<float> targetView)
    {
        _moved.HoldBack(_up);
        _staging.Upload(source, targetView, _up);
        _arrived.Record(_up);
    }

    /// <summary>What is asked for from now on finds what was uploaded aside.</summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void BeginMove() => _arrived.HoldBack(Work);

    /// <summary>Uploads aside write over that memory once the launches so far are done.</summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void EndMove() => _moved.Record(Work);

    /// <summary>
    /// Asks for a download of what the launches so far compute; <see cref="Finish"/> carries it out. Later launches
    /// must not write there.
    /// </summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void Download(ArrayView<float> sourceView, float[] target)
    {
        CudaEvent computed = _spareEvents.TryPop(out CudaEvent? spare) ? spare : new CudaEvent();
        _downloads.Add((sourceView, target, computed));
        computed.Record(Work);
    }

    /// <summary>Waits for everything that was asked for; the targets of downloads are complete then.</summary>
    /// <exception cref="CudaException">Something that was asked for failed.</exception>
    public void Finish()
    {
        foreach ((ArrayView<float> view, float[] target, CudaEvent computed) in _downloads)
        {
            computed.HoldBack(_down);
            _staging.Download(view, target, _down);
        }

        _staging.Finish();
        ForgetDownloads();
        Work.Synchronize();
    }

    /// <summary>Waits until nothing reads or writes the memory of uploads aside.</summary>
    /// <exception cref="CudaException">Something on its way failed.</exception>
    public void FinishAside()
    {
        _moved.Synchronize();
        _up.Synchronize();
    }

    /// <summary>Forgets all copies, once the streams are idle.</summary>
    /// <exception cref="CudaException">The device was lost.</exception>
    public void Abandon()
    {
        ForgetDownloads();
        try
        {
            foreach (CudaStream stream in (CudaStream[])[_up, Work, _down])
            {
                stream.Synchronize();
            }
        }
        finally
        {
            _staging.Abandon();
        }
    }

    /// <exception cref="CudaException">The device was lost.</exception>
    public void Dispose()
    {
        try
        {
            Abandon();
        }
        finally
        {
            _staging.Dispose();
        }

        foreach (IDisposable held in (IDisposable[])[_arrived, _moved, .. _spareEvents, _up, _down, Work])
        {
            held.Dispose();
        }
    }

    // One that does not wait for the driver's default stream.
    private static CudaStream NewStream(CudaAccelerator accelerator) =>
        accelerator.CreateStream(StreamFlags.CU_STREAM_NON_BLOCKING);

    private void ForgetDownloads()
    {
        foreach ((_, _, CudaEvent computed) in _downloads)
        {
            _spareEvents.Push(computed);
        }

        _downloads.Clear();
    }
}
