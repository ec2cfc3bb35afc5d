namespace MiniConvViz.Kernels;

/// <summary>The device has too little free memory. Nothing else failed, and smaller requests may succeed.</summary>
internal sealed class GpuMemoryException : GpuException
{
    public GpuMemoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
