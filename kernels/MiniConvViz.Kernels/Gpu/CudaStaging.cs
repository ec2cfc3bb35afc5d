using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>
/// Copies between ordinary (pageable) arrays and a CUDA device through page-locked (pinned) memory. The device reads
/// and writes such memory itself (DMA), at the bandwidth of the bus; for a pageable array the driver copies piece by
/// piece while the host waits.
/// </summary>
/// <remarks>
/// A copy is cut into pieces of one slot each, so that the host copies one piece while the bus carries another:
/// <code>
/// bus        | slot 0 | slot 1 | slot 2 | slot 0 |
/// host                | slot 0 | slot 1 | slot 2 | slot 0 |     a download; an upload has the rows exchanged
/// </code>
/// Arrays that the caller will own are not page-locked themselves. They would have to be unlocked before the garbage
/// collector frees them, and locking pages takes longer than copying them once.
/// </remarks>
internal sealed class CudaStaging : IDisposable
{
    /// <summary>1 MiB: 20 µs on a bus of 50 GB/s, several times what the calls for one piece take.</summary>
    internal const int SlotFloats = 256 << 10;

    /// <summary>
    /// Together 32 MiB: the next batch of 32 images of 224x224 fits while this one is downloaded.
    /// </summary>
    internal const int MostSlots = 32;

    /// <summary>The fewest floats that several threads copy faster than one.</summary>
    private const int FloatsForThreads = 64 << 10;

    /// <summary>Four cores copy about as fast as the bus.</summary>
    private const int MostThreads = 4;

    private readonly Stack<CudaStagingSlot> _free = new();
    private readonly Queue<CudaStagingSlot> _busy = new();
    private CpuWorkers? _workers;
    private int _mostSlots = MostSlots;
    private int _slots;

    /// <summary>
    /// Queues an upload on a stream. When this returns, the source has been read and may change; the copy to the
    /// device may not be complete.
    /// </summary>
    /// <exception cref="CudaException">
    /// The driver reports an error, perhaps of earlier work on the stream.
    /// </exception>
    public void Upload(ReadOnlySpan<float> source, ArrayView<float> targetView, CudaStream stream)
    {
        for (int start = 0; start < source.Length; start += SlotFloats)
        {
            int count = Math.Min(SlotFloats, source.Length - start);
            CudaStagingSlot slot = Take();
            Copy(source.Slice(start, count), slot.Floats(count));
            Queue(targetView.SubView(start, count).LoadEffectiveAddressAsPtr(), slot.Address, count, slot, stream);
        }
    }

    /// <summary>
    /// Queues a download on a stream. The target is complete after <see cref="Finish"/> at the latest.
    /// </summary>
    /// <exception cref="CudaException">
    /// The driver reports an error, perhaps of earlier work on the stream.
    /// </exception>
    public void Download(ArrayView<float> sourceView, Memory<float> target, CudaStream stream)
    {
        for (int start = 0; start < target.Length; start += SlotFloats)
        {
            int count = Math.Min(SlotFloats, target.Length - start);
            CudaStagingSlot slot = Take();
            slot.Target = target.Slice(start, count);
            Queue(slot.Address, sourceView.SubView(start, count).LoadEffectiveAddressAsPtr(), count, slot, stream);
        }
    }

    /// <summary>Waits for all copies; the targets of downloads are complete then.</summary>
    /// <exception cref="CudaException">A copy failed, or earlier work on its stream.</exception>
    public void Finish()
    {
        while (_busy.Count > 0)
        {
            FinishOldest();
        }
    }

    /// <summary>Discards all copies, which the streams have finished or never will.</summary>
    public void Abandon()
    {
        while (_busy.TryDequeue(out CudaStagingSlot? slot))
        {
            slot.Target = default;
            _free.Push(slot);
        }
    }

    /// <summary>Frees the page-locked memory; no copy may be in progress.</summary>
    public void Dispose()
    {
        Abandon();
        _workers?.Dispose();
        while (_free.TryPop(out CudaStagingSlot? slot))
        {
            slot.Dispose();
        }
    }

    private static void Queue(nint target, nint source, int floats, CudaStagingSlot slot, CudaStream stream)
    {
        CudaException.ThrowIfFailed(
            CudaAPI.CurrentAPI.MemcpyAsync(target, source, (nint)floats * sizeof(float), stream));
        slot.Done.Record(stream);
    }

    /// <summary>
    /// A free slot, which counts as busy from now on. More memory is locked only if copies are queued faster than
    /// they are done.
    /// </summary>
    private CudaStagingSlot Take()
    {
        if (_free.Count == 0 && _busy.TryPeek(out CudaStagingSlot? oldest)
            && (_slots == _mostSlots || oldest.Done.IsReached()))
        {
            FinishOldest();
        }

        CudaStagingSlot slot = _free.TryPop(out CudaStagingSlot? free) ? free : NewSlot();
        _busy.Enqueue(slot);
        return slot;
    }

    /// <summary>One more slot. If no more memory can be locked, the existing slots are used.</summary>
    private CudaStagingSlot NewSlot()
    {
        try
        {
            CudaStagingSlot slot = new(SlotFloats);
            _slots++;
            return slot;
        }
        catch (CudaException) when (_busy.Count > 0)
        {
            _mostSlots = _slots;
            FinishOldest();
            return _free.Pop();
        }
    }

    private void FinishOldest()
    {
        CudaStagingSlot slot = _busy.Peek();
        slot.Done.Synchronize();
        Copy(slot.Floats(slot.Target.Length), slot.Target.Span);
        slot.Target = default;
        _free.Push(_busy.Dequeue());
    }

    private void Copy(ReadOnlySpan<float> source, Span<float> target)
    {
        if (source.Length < FloatsForThreads)
        {
            source.CopyTo(target);
        }
        else
        {
            _workers ??= new CpuWorkers(Math.Min(Environment.ProcessorCount, MostThreads));
            ConcatSimd.Run(_workers, 1, source.Length, source, source.Length, 0, target);
        }
    }
}
