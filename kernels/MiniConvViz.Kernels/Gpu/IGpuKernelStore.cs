namespace MiniConvViz.Kernels;

/// <summary>
/// Keeps the code that ILGPU generates for kernels, PTX for CUDA and OpenCL C for OpenCL, from one process to the next.
/// </summary>
internal interface IGpuKernelStore
{
    /// <summary>The code stored under a key; null where there is none, or none that is whole.</summary>
    string? Read(GpuKernelKey key);

    /// <summary>Stores code. Does not fail: where it cannot store anything, the next process generates it again.</summary>
    void Write(GpuKernelKey key, string code);
}
