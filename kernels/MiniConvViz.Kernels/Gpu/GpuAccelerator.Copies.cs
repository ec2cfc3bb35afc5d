using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Asynchronous copies. On CUDA they go through page-locked memory on streams of their own
/// (<see cref="CudaCopies"/>); elsewhere the arrays are pinned until the copies are done.
/// </content>
internal sealed partial class GpuAccelerator
{
    private readonly List<GCHandle> _pinned = [];
    private readonly List<(ArrayView<float> View, float[] Target)> _downloads = [];

    /// <summary>How often the host waited for all queued work.</summary>
    internal int Waits { get; private set; }

    /// <summary>How many copies from the device to the host were queued.</summary>
    internal int Downloads { get; private set; }

    /// <summary>How many copies from the host to the device were queued.</summary>
    internal int Uploads { get; private set; }

    /// <summary>
    /// Whether uploads return once the source has been read, and can run concurrently with launches
    /// (<see cref="UploadAside"/>).
    /// </summary>
    public bool ReadsAtOnce => _cuda is not null;

    /// <summary>
    /// Queues a copy of host floats, in order with the launches around it. The source must not change until it is
    /// done, unless the device <see cref="ReadsAtOnce"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void UploadLater(float[] source, ArrayView<float> targetView)
    {
        if (ReadsAtOnce)
        {
            Upload(source, targetView);
            return;
        }

        RequireEqualLengths(source.Length, targetView.Length);
        if (source.Length == 0)
        {
            return;
        }

        try
        {
            BeginRequest();
            Uploads++;
            Pin(source);
            targetView.CopyFromCPUUnsafeAsync(_stream, ref source[0], source.Length);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("upload", exception);
        }
    }

    /// <summary>
    /// Copies host floats to the device concurrently with the launches, which use them after <see cref="Move"/>. When
    /// this returns, the source has been read. Only for a device that <see cref="ReadsAtOnce"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void UploadAside(ReadOnlySpan<float> source, ArrayView<float> targetView)
    {
        RequireEqualLengths(source.Length, targetView.Length);
        try
        {
            BeginCopy("upload");
            Uploads++;
            _cuda!.UploadAside(source, targetView);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("upload", exception);
        }
    }

    /// <summary>Copies what was uploaded aside to the memory that later launches read.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void Move(ArrayView<float> sourceView, ArrayView<float> targetView)
    {
        try
        {
            BeginCopy("copy");
            _cuda!.BeginMove();
            Copy(sourceView, targetView);
            _cuda.EndMove();
        }
        catch (AcceleratorException exception)
        {
            throw Failed("copy", exception);
        }
    }

    /// <summary>
    /// Queues a copy of what the launches so far compute; later launches must not overwrite the source.
    /// <see cref="FinishCopies"/> completes it.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void DownloadLater(ArrayView<float> sourceView, float[] target)
    {
        RequireEqualLengths(sourceView.Length, target.Length);
        if (target.Length == 0)
        {
            return;
        }

        try
        {
            BeginCopy("download");
            Downloads++;
            if (_cuda is not null)
            {
                _cuda.Download(sourceView, target);
            }
            else
            {
                _downloads.Add((sourceView, target));
            }
        }
        catch (AcceleratorException exception)
        {
            throw Failed("download", exception);
        }
    }

    /// <summary>Completes all downloads, and waits until everything queued so far is done.</summary>
    /// <exception cref="GpuException">Queued work failed.</exception>
    public void FinishCopies()
    {
        try
        {
            if (_cuda is not null)
            {
                BeginCopy("wait");
                Waits++;
                _cuda.Finish();
                _isIdle = true;
                return;
            }

            foreach ((ArrayView<float> view, float[] target) in _downloads)
            {
                BeginRequest();
                Pin(target);
                view.CopyToCPUUnsafeAsync(_stream, ref target[0], target.Length);
            }

            _downloads.Clear();
        }
        catch (AcceleratorException exception)
        {
            throw Failed(_cuda is null ? "download" : "wait", exception);
        }

        Synchronize();
    }

    /// <summary>Waits until the memory of uploads aside may be freed; for a lost device it does not wait.</summary>
    public void FinishAside()
    {
        try
        {
            _accelerator.Bind();
            _cuda?.FinishAside();
        }
        catch (AcceleratorException)
        {
            // The device is lost; the first failure has been reported.
        }
    }

    /// <summary>
    /// After a failure: releases the arrays of unfinished copies as soon as the device no longer accesses them.
    /// </summary>
    public void AbandonCopies()
    {
        _downloads.Clear();
        if (_isIdle)
        {
            return;
        }

        try
        {
            _accelerator.Bind();
            _cuda?.Abandon();
            _stream.Synchronize();
        }
        catch (AcceleratorException)
        {
            // The device is lost; the first failure has been reported.
        }

        Unpin();
        _isIdle = true;
    }

    private void Pin(float[] array) => _pinned.Add(GCHandle.Alloc(array, GCHandleType.Pinned));

    private void Unpin()
    {
        foreach (GCHandle array in _pinned)
        {
            array.Free();
        }

        _pinned.Clear();
    }
}
