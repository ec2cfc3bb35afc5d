using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniConvViz;

/// <summary>
/// How much memory this process may still take. Linux promises memory that it does not have and kills whoever then uses
/// it, so that a large request is held against what there is beforehand.
/// </summary>
internal static class MemoryRoom
{
    /// <summary>What the runtime and Skia need beside a request that is checked: code, stacks, buffers.</summary>
    private const long Reserve = 32 << 20;

    /// <summary>
    /// Bytes left: of the garbage collector's limit, which is that of the container, of <c>DOTNET_GCHeapHardLimit</c>
    /// or the machine's memory, and, on Linux, of what the machine can give at the moment.
    /// </summary>
    public static long Bytes
    {
        get
        {
            GCMemoryInfo info = GC.GetGCMemoryInfo();
            return Math.Max(0, Math.Min(info.TotalAvailableMemoryBytes - GC.GetTotalMemory(false), OfMachine()));
        }
    }

    /// <summary>Whether there is room for a number of bytes, if need be after a collection.</summary>
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
    /// it may fail where managed code, whose heap is reserved at start, does not. Found out by allocating them, which
    /// touches no page.
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

    /// <summary>A number of bytes for people: <c>1.5 GB</c>.</summary>
    public static string Text(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e6):F0} MB");

    /// <summary>Memory and swap that Linux can give without killing anybody; without bound elsewhere.</summary>
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
