using System.Runtime.InteropServices;

namespace MiniConvViz.Cli;

/// <summary>
/// Ctrl-C and its relatives while a job runs: the first asks the job to stop at its next step or picture, the second
/// ends the program at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() =>
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Receive))];

    /// <summary>What a job looks at between its steps.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether there was a signal.</summary>
    public bool IsRequested => _stop.IsCancellationRequested;

    /// <summary>Says how far the job came, in one line, and returns the exit code of the signal.</summary>
    /// <param name="done">How many are finished.</param>
    /// <param name="total">Of how many.</param>
    /// <param name="noun">What they are, as one: picture.</param>
    /// <param name="place">Where what is finished lies; null where nothing was written.</param>
    public int End(int done, int total, string noun, string? place = null)
    {
        string where = place is not null && done > 0 ? $"; what is finished is in {place}" : "";
        Terminal.ErrorLine($"interrupted after {done} of {Counted.Of(total, noun)}{where}");
        return _exitCode;
    }

    /// <summary>Ctrl-C ends the program again.</summary>
    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stop.Dispose();
    }

    /// <summary>The second signal goes on to do what it does without us: end the program.</summary>
    private void Receive(PosixSignalContext signal)
    {
        int exitCode = signal.Signal switch
        {
            PosixSignal.SIGHUP => ExitCode.HungUp,
            PosixSignal.SIGTERM => ExitCode.Terminated,
            _ => ExitCode.Interrupted,
        };
        signal.Cancel = Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0;
        if (signal.Cancel)
        {
            _stop.Cancel();
        }
    }
}
