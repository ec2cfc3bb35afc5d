using System.Runtime.InteropServices;

namespace MiniConvViz.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP while a job runs: the first stops the job at its next step or picture, the second
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

    /// <summary>The token that a job checks between its steps.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether there was a signal.</summary>
    public bool IsRequested => _stop.IsCancellationRequested;

    /// <summary>Writes how much of the job is done, in one line, and returns the exit code of the signal.</summary>
    /// <param name="done">The number that are finished.</param>
    /// <param name="total">The number in all.</param>
    /// <param name="noun">What they are, in the singular: image.</param>
    /// <param name="place">The file or folder with the finished results; null where nothing was written.</param>
    public int End(int done, int total, string noun, string? place = null)
    {
        string where = place is not null && done > 0 ? $"; finished results are in {place}" : "";
        Terminal.ErrorLine($"interrupted after {done} of {Counted.Of(total, noun)}{where}");
        return _exitCode;
    }

    /// <summary>Restores the default: Ctrl-C ends the program.</summary>
    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stop.Dispose();
    }

    /// <summary>The second signal is not cancelled, so that it ends the program as by default.</summary>
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
