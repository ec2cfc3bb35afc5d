namespace MiniConvViz.Kernels;

/// <summary>
/// A kernel compiles, but its thread blocks have more threads than the driver allows for it: the limit depends on the
/// registers and the shared memory of the compiled kernel. The device is still usable; another form may fit.
/// </summary>
internal sealed class GpuGroupException : GpuException
{
    public GpuGroupException(string message)
        : base(message)
    {
    }
}
