namespace MiniConvViz.Kernels;

/// <summary>
/// Stores the code that ILGPU generates for kernels, PTX for CUDA and OpenCL C for OpenCL, from one process to the
/// next.
/// </summary>
internal interface IGpuKernelStore
{
    /// <summary>The code stored under a key; null if there is none, or if it is damaged.</summary>
    string? Read(GpuKernelKey key);

    /// <summary>
    /// Stores code. Never fails: if the code cannot be stored, the next process generates it again.
    /// </summary>
    void Write(GpuKernelKey key, string code);
}
