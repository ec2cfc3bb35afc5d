using System.Diagnostics;

namespace MiniConvViz.Benchmarks;

/// <summary>A whole process: how long from its start to its end, and the most memory it took.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="PeakBytes">Its largest resident set (Linux's VmHWM), as last seen while it ran.</param>
/// <param name="Output">What it printed.</param>
internal sealed record TimedProcess(double Seconds, long PeakBytes, string Output)
{
    private const int LookEveryMilliseconds = 10;

    /// <exception cref="InvalidOperationException">It returned something else than 0.</exception>
    public static TimedProcess Run(string program, params IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(LookEveryMilliseconds))
        {
            peak = PeakOf(process, peak);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0
            ? new TimedProcess(seconds, peak, output.GetAwaiter().GetResult())
            : throw new InvalidOperationException($"{program}: exit code {process.ExitCode}.");
    }

    private static long PeakOf(Process process, long last)
    {
        try
        {
            process.Refresh();
            return Math.Max(last, process.PeakWorkingSet64); // 0 once it ended
        }
        catch (InvalidOperationException)
        {
            return last; // it ended since we looked
        }
    }
}
