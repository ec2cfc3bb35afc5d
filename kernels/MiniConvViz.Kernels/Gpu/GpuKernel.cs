using System.Reflection;

namespace MiniConvViz.Kernels;

/// <summary>
/// A kernel as launches need it: everything that reflection has to find out is found out once, when it is first
/// launched.
/// </summary>
internal sealed class GpuKernel(MethodInfo method)
{
    public MethodInfo Method => method;

    /// <summary><c>ActivationGpu.Kernel&lt;SiLUFunction&gt;</c></summary>
    public string Name { get; } = GpuKernelCache.NameOf(method);

    /// <summary>How many threads a thread block has; null where the device chooses.</summary>
    public int? GroupThreads { get; } = GpuKernelCache.GroupThreads(method);

    /// <summary>Starts it: a delegate on a stream, an index range and its arguments. Null until it is compiled.</summary>
    public Delegate? Launcher { get; set; }
}
