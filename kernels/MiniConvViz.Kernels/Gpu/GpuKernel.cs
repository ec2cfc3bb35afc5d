using System.Reflection;

namespace MiniConvViz.Kernels;

/// <summary>
/// A kernel with what its launches need from reflection, which is computed once, at the first launch.
/// </summary>
internal sealed class GpuKernel(MethodInfo method)
{
    public MethodInfo Method => method;

    /// <summary><c>ActivationGpu.Kernel&lt;SiLUFunction&gt;</c></summary>
    public string Name { get; } = GpuKernelCache.NameOf(method);

    /// <summary>How many threads a thread block has; null if the device chooses.</summary>
    public int? GroupThreads { get; } = GpuKernelCache.GroupThreads(method);

    /// <summary>
    /// The delegate that launches it, with a stream, an index range and its arguments. Null until it is compiled.
    /// </summary>
    public Delegate? Launcher { get; set; }
}
