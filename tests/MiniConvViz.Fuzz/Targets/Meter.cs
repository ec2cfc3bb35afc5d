using System.Diagnostics;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>
/// Memory and time of the parts of one run, compared with the limits of <c>docs/architecture.md</c> for untrusted
/// files: 64 MB, or 4 times the size of the result, and 2 seconds.
/// </summary>
internal sealed class Meter
{
    private const long Allowance = 64 << 20;
    private const int Multiple = 4;

    /// <summary>The memory that the garbage collector and the system may add to the peak of the process.</summary>
    private const long PeakAllowance = 192 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WorthALook = TimeSpan.FromMilliseconds(5);

    private long _peak = PeakBytes();

    /// <summary>The first limit that was exceeded; null where none was.</summary>
    public Finding? Finding { get; private set; }

    /// <summary>Clears the finding of the run before.</summary>
    public void Begin() => Finding = null;

    /// <summary>Measures a part whose result has a size that is known only afterwards.</summary>
    /// <param name="what">The part's name in findings.</param>
    /// <param name="work">The work.</param>
    /// <param name="resultBytes">The size of the result in bytes.</param>
    public T Measure<T>(string what, Func<T> work, Func<T, long> resultBytes)
    {
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long needed = 0;
        try
        {
            T result = work();
            needed = resultBytes(result);
            return result;
        }
        finally
        {
            CheckMemory(what, GC.GetTotalAllocatedBytes() - allocated, needed);

            // Only this process's processor time counts, since other processes share the machine.
            TimeSpan own = Environment.CpuUsage.TotalTime - cpu;
            if (own > WorthALook)
            {
                CheckPeak(what, needed);
            }

            if (own > Longest)
            {
                Finding ??= new Finding($"time of {what}", $"{what} took {own.TotalSeconds:F1} s of the processor");
            }
        }
    }

    private void CheckMemory(string what, long allocated, long needed)
    {
        if (allocated > Allowance + (Multiple * needed))
        {
            Finding ??= new Finding(
                $"memory of {what}", $"{what} allocated {allocated >> 20} MB for a result of {needed >> 20} MB");
        }
    }

    /// <summary>Measures the peak of the process, which includes native memory.</summary>
    private void CheckPeak(string what, long needed)
    {
        long peak = PeakBytes();
        if (peak - _peak > PeakAllowance + (Multiple * needed))
        {
            Finding ??= new Finding(
                $"peak of {what}", $"{what} raised the peak of the process by {(peak - _peak) >> 20} MB");
        }

        _peak = Math.Max(_peak, peak);
    }

    private static long PeakBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
