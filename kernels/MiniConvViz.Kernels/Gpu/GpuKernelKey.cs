namespace MiniConvViz.Kernels;

/// <summary>
/// Everything that the generated code of a kernel depends on. Equal keys mean equal code; in case of doubt the keys
/// differ.
/// </summary>
/// <param name="Build">The build of our kernels and the build of ILGPU.</param>
/// <param name="Kernel">The device, its driver, its instruction set, and the kernel with all its types. One line.</param>
internal sealed record GpuKernelKey(string Build, string Kernel);
