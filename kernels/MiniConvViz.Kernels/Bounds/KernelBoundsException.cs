namespace MiniConvViz.Kernels;

/// <summary>
/// A kernel reads or writes out of bounds. Thrown by the checked build only (<see cref="KernelBounds.AreChecked"/>),
/// before the memory is touched; the fault is always in the kernel or in the computation of its sizes.
/// </summary>
internal sealed class KernelBoundsException : Exception
{
    /// <param name="kernel">The method that reads or writes.</param>
    /// <param name="isWrite">Whether it writes.</param>
    /// <param name="bytes">The length of the access in bytes.</param>
    /// <param name="offset">Where, in bytes from the start of the nearest memory that may be accessed.</param>
    /// <param name="length">That memory's bytes.</param>
    /// <param name="memory">That memory's name, or empty if there is none.</param>
    internal KernelBoundsException(string kernel, bool isWrite, long bytes, long offset, long length, string memory)
        : base(Text(kernel, isWrite, bytes, offset, length, memory)) =>
        (Kernel, IsWrite, Bytes, Offset, Length, Memory) = (kernel, isWrite, bytes, offset, length, memory);

    /// <summary>The method that reads or writes.</summary>
    public string Kernel { get; }

    /// <summary>Whether it writes.</summary>
    public bool IsWrite { get; }

    /// <summary>The length of the access, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Where, in bytes from the beginning of <see cref="Memory"/>.</summary>
    public long Offset { get; }

    /// <summary>The bytes of <see cref="Memory"/>.</summary>
    public long Length { get; }

    /// <summary>The nearest memory that kernels may access now, or empty if there is none.</summary>
    public string Memory { get; }

    private static string Text(string kernel, bool isWrite, long bytes, long offset, long length, string memory)
    {
        string access = $"{kernel}: {(isWrite ? "writes" : "reads")} {bytes} bytes";
        return memory.Length == 0
            ? $"{access} where no kernel has memory"
            : $"{access} at offset {offset} of {length} bytes ({memory})";
    }
}
