using System.Diagnostics;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>
/// Memory and time of the parts of one run, beside what <c>docs/architecture.md</c> promises for untrusted files: 64 MB,
/// or 4 times what the result needs, and 2 seconds.
/// </summary>
internal sealed class Meter
{
    private const long Allowance = 64 << 20;
    private const int Multiple = 4;

    /// <summary>What the collector and the system's own bookkeeping may add to the peak of the process.</summary>
    private const long PeakAllowance = 192 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WorthALook = TimeSpan.FromMilliseconds(5);

    private long _peak = PeakBytes();

    /// <summary>The first promise that was broken; null where all were kept.</summary>
    public Finding? Finding { get; private set; }

    /// <summary>Forgets the finding of the run before.</summary>
    public void Begin() => Finding = null;

    /// <summary>Measures a part that makes a result whose size in bytes is known only once it is made.</summary>
    /// <param name="what">The part, as findings call it.</param>
    /// <param name="work">Does it.</param>
    /// <param name="resultBytes">What the result needs.</param>
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

            // Other processes may take the machine: only what this one computed counts.
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

    /// <summary>Sees what native code takes, too.</summary>
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
