using System.Diagnostics;
using System.Text;
using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>One worker, as controlled by its parent process.</summary>
internal sealed class WorkerProcess(string program, Func<TimeSpan, IReadOnlyList<string>> arguments, string recorder)
    : IDisposable
{
    private const int FirstLines = 12;

    /// <summary>The runtime's memory limit for a worker: 1.5 GB, as a hexadecimal number.</summary>
    private const string MemoryLimit = "60000000";

    /// <summary>The limit of processor time for one input; the documented limit is two seconds.</summary>
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The limit of elapsed time: a deadlocked worker uses no processor time, nor does one on a busy machine.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly StringBuilder _errors = new();
    private Process? _process;
    private bool _isAttended = true;
    private long _suspect;
    private TimeSpan _usedBefore;

    public FlightRecorder Recorder { get; } = new(recorder);

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; private set; } = -1;

    public bool IsRunning => !_isAttended;

    /// <summary>Starts it; it continues from the recorder's state.</summary>
    public void Start(TimeSpan time)
    {
        ProcessStartInfo start = new("dotnet", ["exec", program, .. arguments(time)])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true, // ends when this process does, and the worker with it
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MemoryLimit;
        start.Environment["DOTNET_TieredPGO"] = "0"; // counting calls takes more time than it saves here
        _process?.Dispose();
        _errors.Clear();
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
        _isAttended = false;
        Restarts++;
    }

    /// <summary>
    /// Why it ended, if that was a fault; null while it runs, and where there is none. Kills a worker that hangs.
    /// </summary>
    public Finding? Fault()
    {
        if (_isAttended || (!_process!.HasExited && !IsHanging()))
        {
            return null;
        }

        bool hangs = !_process.HasExited;
        if (hangs)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _isAttended = true;
        string hang = $"one input took {LongestInput.TotalSeconds} s of the processor, or waited for ever";
        return hangs ? new Finding("hang", hang)
            : _process.ExitCode == 0 ? null
            : Crash(_process.ExitCode, Lines(), Recorder.Started > 0);
    }

    /// <summary>The input that ended the worker is not run again.</summary>
    public void SkipInput()
    {
        Recorder.Runs++;
        Recorder.Started = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }

        _process?.Dispose();
        Recorder.Dispose();
    }

    private static Finding Crash(int exitCode, string[] lines, bool isOfTarget)
    {
        string[] frames =
        [
            .. lines.Select(line => line.Trim())
                .Where(line => line.StartsWith("at MiniConvViz", StringComparison.Ordinal))
                .Select(line => line.Split('(')[0])
                .Take(3),
        ];
        return new Finding(
            $"{(isOfTarget ? "the process" : "the fuzzer itself")} ended with exit code {exitCode} "
            + string.Join(" < ", frames), string.Join('\n', lines));
    }

    private bool IsHanging()
    {
        long started = Recorder.Started;
        double waited = Environment.TickCount64 - started;
        if (started == 0 || waited < LongestInput.TotalMilliseconds)
        {
            return false;
        }

        _process!.Refresh();
        TimeSpan used = _process.TotalProcessorTime;
        if (started != _suspect)
        {
            (_suspect, _usedBefore) = (started, used);
        }

        return used - _usedBefore > LongestInput || waited > LongestWait.TotalMilliseconds;
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < 1 << 16)
            {
                _errors.AppendLine(line);
            }
        }
    }

    private string[] Lines()
    {
        lock (_errors)
        {
            return [.. _errors.ToString().Split('\n').Take(FirstLines)];
        }
    }
}
