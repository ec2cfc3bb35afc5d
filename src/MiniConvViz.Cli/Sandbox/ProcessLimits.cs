using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MiniConvViz.Cli;

/// <summary>
/// Limits that this process sets for itself and cannot raise again: processor time, native memory, no core file. They
/// exist on Linux only; elsewhere the parent process limits the time.
/// </summary>
internal static class ProcessLimits
{
    private const int CpuSeconds = 60;

    /// <summary>The memory of Skia for the largest image that is read, and of the runtime.</summary>
    private const long NativeBytes = 2L << 30;

    // As in Linux' asm-generic/resource.h.
    private const int Cpu = 0, Core = 4, AddressSpace = 9;

    /// <summary>Sets them all.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Set()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // The garbage collector reserves the addresses of its whole heap at start; their use has its own limit.
        using Process process = Process.GetCurrentProcess();
        Set(AddressSpace, process.VirtualMemorySize64 + NativeBytes);
        Set(Cpu, CpuSeconds);
        Set(Core, 0);
    }

    private static void Set(int resource, long most)
    {
        Limit limit = new((ulong)most, (ulong)most);
        if (SetLimit(resource, ref limit) != 0 && Marshal.GetLastPInvokeError() != PermissionDenied)
        {
            throw new IOException($"limit {resource} cannot be set: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Sets a limit, unless the present one is lower.</summary>
    private const int PermissionDenied = 1;

    [DllImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, ref Limit limit);

    /// <summary><c>struct rlimit</c> of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Current, ulong Most);
}
