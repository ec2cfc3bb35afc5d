namespace MiniConvViz.Kernels;

/// <summary>The ways ILGPU can run our kernels.</summary>
internal enum GpuKind
{
    /// <summary>An NVIDIA GPU through its CUDA driver.</summary>
    Cuda,

    /// <summary>Any device through an OpenCL 2 or 3 driver; GPUs, and CPU OpenCL devices.</summary>
    OpenCL,

    /// <summary>
    /// ILGPU's emulated accelerator: the kernels as .NET code on the CPU. Slow, but always available.
    /// </summary>
    IlgpuCpu,
}
