using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>A piece of page-locked host memory, and the copy in progress to or from it.</summary>
internal sealed unsafe class CudaStagingSlot : IDisposable
{
    private readonly int _length;

    /// <summary>Reserves the memory.</summary>
    /// <param name="length">How many floats.</param>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public CudaStagingSlot(int length)
    {
        _length = length;
        CudaException.ThrowIfFailed(
            CudaAPI.CurrentAPI.AllocateHostMemory(out nint address, (nint)length * sizeof(float)));
        Address = address;
    }

    /// <summary>Its address, the same for host and device.</summary>
    public nint Address { get; private set; }

    /// <summary>The event at the end of the latest copy to or from it.</summary>
    public CudaEvent Done { get; } = new();

    /// <summary>The target of a download; empty for an upload.</summary>
    public Memory<float> Target { get; set; }

    /// <summary>Its first floats.</summary>
    public Span<float> Floats(int count) => new Span<float>((void*)Address, _length)[..count];

    /// <exception cref="CudaException">The device was lost.</exception>
    public void Dispose()
    {
        if (Address != 0)
        {
            nint address = Address;
            Address = 0;
            Done.Dispose();
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.FreeHostMemory(address));
        }
    }
}
