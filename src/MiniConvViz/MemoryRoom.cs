using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniConvViz;

/// <summary>
/// How much memory this process can still allocate. Linux overcommits memory and kills a process that uses more than
/// there is, so that a large request is compared with the available memory beforehand.
/// </summary>
internal static class MemoryRoom
{
    /// <summary>
    /// The memory that the runtime and Skia need in addition to a checked request: code, stacks, buffers.
    /// </summary>
    private const long Reserve = 32 << 20;

    /// <summary>
    /// Available bytes: the rest of the garbage collector's limit (the container's, <c>DOTNET_GCHeapHardLimit</c>
    /// or the machine's memory) and, on Linux, of the memory that the machine has free now.
    /// </summary>
    public static long Bytes
    {
        get
        {
            GCMemoryInfo info = GC.GetGCMemoryInfo();
            return Math.Max(0, Math.Min(info.TotalAvailableMemoryBytes - GC.GetTotalMemory(false), OfMachine()));
        }
    }

    /// <summary>Whether so much memory is available, if necessary after a garbage collection.</summary>
    public static bool Has(long bytes)
    {
        if (bytes <= Bytes)
        {
            return true;
        }

        GC.Collect();
        return bytes <= Bytes;
    }

    /// <summary>
    /// Whether native code can allocate these bytes, in pieces: under a limit of the address space (<c>ulimit -v</c>)
    /// it may fail where managed code, whose heap is reserved at start, does not. The method allocates them to find
    /// out, and touches no page.
    /// </summary>
    public static bool HasNative(long bytes)
    {
        try
        {
            Marshal.FreeHGlobal(Marshal.AllocHGlobal((nint)(bytes + Reserve)));
            return Has(bytes);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>A number of bytes as text: <c>1.5 GB</c>.</summary>
    public static string Text(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e6):F0} MB");

    /// <summary>
    /// Memory and swap that Linux can allocate without killing a process; unbounded on other systems.
    /// </summary>
    private static long OfMachine()
    {
        try
        {
            long kilobytes = File.ReadLines("/proc/meminfo")
                .Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)
                    || line.StartsWith("SwapFree:", StringComparison.Ordinal))
                .Sum(line => long.Parse(
                    line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
            return kilobytes > 0 ? kilobytes << 10 : long.MaxValue;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            return long.MaxValue;
        }
    }
}
