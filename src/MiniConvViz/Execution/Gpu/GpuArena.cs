using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// An arena allocator of device memory: pieces are allocated one by one and freed all together. It grows by large
/// blocks. How many elements a weight has on the device is known only once it is packed for the form that reads it, and
/// packing all weights beforehand would need the memory for all of them a second time on the host.
/// </summary>
/// <remarks>
/// A driver's own allocation is slow and takes whole pages; a network has hundreds of weights, many of them a bias of a
/// few hundred bytes.
/// <code>
/// block 0  | conv1.weight |conv1.bias··| layer1.0.conv1.weight |··············|
/// block 1  | layer4.1.conv2.weight                                 |··········|
///                         ^ every piece starts at a multiple of 64 elements
/// </code>
/// </remarks>
internal sealed class GpuArena(GpuAccelerator gpu) : IDisposable
{
    /// <summary>32 MiB: a ResNet-18's weights, without packing, fill one and a half blocks.</summary>
    internal const int BlockFloats = 8 << 20;

    /// <summary>
    /// Where pieces start: at multiples of 256 bytes, as a driver's own allocations do. Kernels load four elements at
    /// once, and ILGPU assumes that a view is aligned as an allocation is.
    /// </summary>
    internal const int Alignment = 64;

    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _blocks = [];
    private ArrayView<float> _free;

    /// <summary>The number of driver allocations that it consists of.</summary>
    public int Blocks => _blocks.Count;

    /// <summary>Allocates memory for this number of elements; its contents are undefined.</summary>
    /// <exception cref="GpuException">The device has not enough memory left.</exception>
    public ArrayView<float> Reserve(int floats)
    {
        if (floats > BlockFloats)
        {
            return Allocate(floats);
        }

        int taken = Math.Max(1, (floats + Alignment - 1) / Alignment) * Alignment;
        if (taken > _free.Length)
        {
            if (TryAllocateBlock() is not ArrayView<float> block)
            {
                return Allocate(floats);
            }

            _free = block;
        }

        ArrayView<float> view = _free.SubView(0, floats);
        _free = taken < _free.Length ? _free.SubView(taken, _free.Length - taken) : default;
        return view;
    }

    /// <summary>Frees all of it.</summary>
    public void Dispose()
    {
        foreach (MemoryBuffer1D<float, Stride1D.Dense> block in _blocks)
        {
            gpu.Release(block);
        }

        _blocks.Clear();
        _free = default;
    }

    // A device without room for a whole block may still have room for the requested piece; if not, the error reports
    // the size of the piece.
    private ArrayView<float>? TryAllocateBlock()
    {
        try
        {
            return Allocate(BlockFloats);
        }
        catch (GpuException)
        {
            return null;
        }
    }

    private ArrayView<float> Allocate(int floats)
    {
        MemoryBuffer1D<float, Stride1D.Dense> block = gpu.Allocate(floats);
        _blocks.Add(block);
        return block.View.BaseView;
    }
}
