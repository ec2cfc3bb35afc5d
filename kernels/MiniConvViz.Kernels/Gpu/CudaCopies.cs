using ILGPU;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>
/// The copies of a CUDA device, on streams of their own, concurrent with the one that computes: a download begins as
/// soon as the value is computed, and the next run's inputs are uploaded while this run computes.
/// </summary>
/// <remarks>
/// <code>
/// up     | next inputs      |
/// work   | conv1 | conv2 | conv3 | move next inputs | conv1 ...     waits for "up" before it moves them
/// down           | conv1 | conv2 | conv3 |                          waits for each value
/// </code>
/// All calls must come from the thread in which the device's context is current.
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
    /// The stream that computes. Not ILGPU's default stream: that is the driver's, which cannot be captured, and with
    /// which every blocking stream of the process synchronizes.
    /// </summary>
    public CudaStream Work { get; } = NewStream(accelerator);

    /// <summary>Uploads in stream order with the launches; the source may change once this returns.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void Upload(ReadOnlySpan<float> source, ArrayView<float> targetView) =>
        _staging.Upload(source, targetView, Work);

    /// <summary>
    /// Uploads concurrently with the launches, to memory that launches may access only between
    /// <see cref="BeginMove"/> and <see cref="EndMove"/>; the source may change once this returns.
    /// </summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void UploadAside(ReadOnlySpan<float> source, ArrayView<float> targetView)
    {
        _moved.HoldBack(_up);
        _staging.Upload(source, targetView, _up);
        _arrived.Record(_up);
    }

    /// <summary>Work that is queued from now on starts after the uploads aside are complete.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void BeginMove() => _arrived.HoldBack(Work);

    /// <summary>Later uploads aside start after the work queued so far is done.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void EndMove() => _moved.Record(Work);

    /// <summary>
    /// Queues a download of what the launches so far compute; <see cref="Finish"/> completes it. Later launches must
    /// not write to the source.
    /// </summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public void Download(ArrayView<float> sourceView, float[] target)
    {
        CudaEvent computed = _spareEvents.TryPop(out CudaEvent? spare) ? spare : new CudaEvent();
        _downloads.Add((sourceView, target, computed));
        computed.Record(Work);
    }

    /// <summary>Waits for everything that was queued; the targets of downloads are complete then.</summary>
    /// <exception cref="CudaException">Queued work failed.</exception>
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
    /// <exception cref="CudaException">A queued copy failed.</exception>
    public void FinishAside()
    {
        _moved.Synchronize();
        _up.Synchronize();
    }

    /// <summary>Discards all copies, once the streams are idle.</summary>
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

    // A stream that does not synchronize with the driver's default stream.
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
