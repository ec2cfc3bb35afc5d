using System.Globalization;
using System.Text;

namespace MiniConvViz.Execution;

/// <summary>
/// The times that a device took to start, or for a first run, over the last week, one line per measurement:
/// <code>
/// miniconvviz times 1
/// 2026-03-01T12:00:00.0000000Z TAB multiply-adds TAB seconds
/// </code>
/// A file of any other kind is ignored. Of two processes that measure at the same time, one measurement is lost.
/// </summary>
/// <param name="text">The file that holds the times.</param>
/// <param name="now">The time in UTC.</param>
internal sealed class DeviceTimes(RememberedText text, Func<DateTime> now)
{
    /// <summary>The number increases with each new format.</summary>
    private const string Header = "miniconvviz times 1";

    private const int Most = 32;

    /// <summary>
    /// A driver without compiled kernels starts slowly, once. The shortest of several starts is one with compiled
    /// kernels.
    /// </summary>
    private const int FewestStarts = 2;

    /// <summary>
    /// An older measurement is repeated, so that <c>auto</c> can choose a device again that it had stopped choosing.
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>All saved times that are not too old, the oldest first.</summary>
    public IReadOnlyList<DeviceTime> All => text.Read() is string lines ? [.. Parse(lines).Where(IsFresh)] : [];

    /// <summary>The shortest of several starts; null before there are several.</summary>
    public double? Start => All is { Count: >= FewestStarts } starts ? starts.Min(start => start.Seconds) : null;

    /// <summary>
    /// An upper estimate of the time of a first run with this number of multiply-adds: the time of the smallest
    /// measured run with at least as many, else that of the largest one, in proportion. Small networks compute fewer
    /// per second than large ones, so that the estimate is too long rather than too short. Null where none was
    /// measured.
    /// </summary>
    public double? EstimateRun(long multiplyAdds)
    {
        IReadOnlyList<DeviceTime> runs = All;
        if (runs.Where(run => run.MultiplyAdds >= multiplyAdds).MinBy(run => run.MultiplyAdds) is DeviceTime larger)
        {
            return larger.Seconds;
        }

        return runs.MaxBy(run => run.MultiplyAdds) is { MultiplyAdds: > 0 } largest
            ? largest.Seconds * multiplyAdds / largest.MultiplyAdds
            : null;
    }

    /// <summary>Saves the start time of a device.</summary>
    public void AddStart(TimeSpan time) => Write([.. All, new DeviceTime(now(), 0, time.TotalSeconds)]);

    /// <summary>Saves the time of a first run, in place of an earlier one with as many multiply-adds.</summary>
    public void AddRun(long multiplyAdds, TimeSpan time) => Write(
    [
        .. All.Where(run => run.MultiplyAdds != multiplyAdds),
        new DeviceTime(now(), multiplyAdds, time.TotalSeconds),
    ]);

    private bool IsFresh(DeviceTime time) => time.When <= now() && now() - time.When <= Lifetime;

    private void Write(IReadOnlyList<DeviceTime> times)
    {
        StringBuilder lines = new($"{Header}\n");
        foreach (DeviceTime time in times.Skip(times.Count - Most))
        {
            lines.Append(CultureInfo.InvariantCulture, $"{time.When:O}\t{time.MultiplyAdds}\t{time.Seconds:R}\n");
        }

        text.Write(lines.ToString());
    }

    private static IEnumerable<DeviceTime> Parse(string lines) =>
        lines.Split('\n') is [Header, .. string[] rows] ? rows.Select(ParseRow).OfType<DeviceTime>() : [];

    private static DeviceTime? ParseRow(string row) =>
        row.Split('\t') is [string when, string work, string seconds]
        && DateTime.TryParseExact(
            when, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time)
        && long.TryParse(work, NumberStyles.None, CultureInfo.InvariantCulture, out long multiplyAdds)
        && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double elapsed)
        && double.IsFinite(elapsed) && elapsed >= 0
            ? new DeviceTime(time, multiplyAdds, elapsed)
            : null;
}
