namespace MiniConvViz.Kernels;

/// <summary>
/// A kernel compiles, but its groups have more threads than the driver allows for it: how many those are depends on the
/// registers and the shared memory of the compiled kernel. The device is as good as before; another form may fit.
/// </summary>
internal sealed class GpuGroupException : GpuException
{
    public GpuGroupException(string message)
        : base(message)
    {
    }
}
