using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Device memory that the next run's inputs are uploaded to while this run still reads its own. At the start of their
/// run they are copied within the device, which takes a hundredth of the time of the upload; so the plan's steps, and
/// the graph recorded of them, read from one place only.
/// </summary>
internal sealed class GpuNextInputs(GpuAccelerator gpu) : IDisposable
{
    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];
    private bool _isTaken;

    /// <summary>Uploads the inputs of the next run while the steps queued so far run.</summary>
    /// <returns>False where the device has no room for them, or earlier uploaded inputs still wait for their
    /// run.</returns>
    /// <exception cref="GpuException">The driver reports a failure.</exception>
    public bool TryUpload(IReadOnlyList<Tensor> inputs)
    {
        if (_isTaken)
        {
            return false;
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            int length = inputs[i].Shape.Count;
            if (!TryReserve(i, length))
            {
                return false;
            }

            gpu.UploadAside(inputs[i].Values, _buffers[i].View.BaseView.SubView(0, length));
        }

        _isTaken = true;
        return true;
    }

    /// <summary>Marks the memory as free: the inputs there were used, or will not be used.</summary>
    public void Free() => _isTaken = false;

    /// <summary>Copies an input to where the steps that are queued from now on read it.</summary>
    /// <exception cref="GpuException">The driver reports a failure.</exception>
    public void Move(int index, ArrayView<float> targetView) =>
        gpu.Move(_buffers[index].View.BaseView.SubView(0, targetView.Length), targetView);

    public void Dispose() => FreeFrom(0);

    private bool TryReserve(int index, int length)
    {
        if (index < _buffers.Count && _buffers[index].Length >= length)
        {
            return true;
        }

        FreeFrom(index);
        if (gpu.TryAllocate(length, out _) is not MemoryBuffer1D<float, Stride1D.Dense> buffer)
        {
            return false;
        }

        _buffers.Add(buffer);
        return true;
    }

    // An upload, or a copy of this run, may still be in progress.
    private void FreeFrom(int index)
    {
        gpu.FinishAside();
        foreach (MemoryBuffer1D<float, Stride1D.Dense> buffer in _buffers.Skip(index))
        {
            gpu.Release(buffer);
        }

        _buffers.RemoveRange(index, _buffers.Count - index);
    }
}
