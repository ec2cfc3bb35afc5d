using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Copies that are asked for and not waited for: each returns at once, and all of them are done when
/// <see cref="Synchronize"/> returns. Until then their arrays are kept where they are.
/// </content>
public sealed partial class GpuAccelerator
{
    private readonly List<GCHandle> _pinned = [];

    /// <summary>
    /// How often the host waited for the device, uploads and downloads that return when they are done counted.
    /// </summary>
    internal int Waits { get; private set; }

    /// <summary>How many copies from the device to the host were asked for.</summary>
    internal int Downloads { get; private set; }

    /// <summary>How many copies from the host to the device were asked for.</summary>
    internal int Uploads { get; private set; }

    /// <summary>Asks for a copy of host numbers, which must not change until it is done.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void UploadLater(float[] source, ArrayView<float> targetView)
    {
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
            targetView.CopyFromCPUUnsafeAsync(_accelerator.DefaultStream, ref source[0], source.Length);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("upload", exception);
        }
    }

    /// <summary>Asks for a copy of device numbers, in order with the launches around it.</summary>
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
            BeginRequest();
            Downloads++;
            Pin(target);
            sourceView.CopyToCPUUnsafeAsync(_accelerator.DefaultStream, ref target[0], target.Length);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("download", exception);
        }
    }

    /// <summary>
    /// After something failed: lets go of the arrays of copies that nobody waited for, as soon as the device has.
    /// </summary>
    public void AbandonCopies()
    {
        if (_pinned.Count == 0)
        {
            return;
        }

        try
        {
            _accelerator.DefaultStream.Synchronize();
        }
        catch (AcceleratorException)
        {
            // Lost with the device; the first failure has been reported.
        }

        Unpin();
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
