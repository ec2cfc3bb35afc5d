namespace MiniConvViz.Cli;

/// <summary>What the process returns; scripts may rely on it. Signals are 128 plus their number, as in shells.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    public const int NumbersDiffer = 1;

    public const int BadInput = 2;

    public const int Unsupported = 3;

    /// <summary>The terminal was closed (SIGHUP).</summary>
    public const int HungUp = 129;

    /// <summary>Ctrl-C (SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>The process was ended from outside (SIGTERM).</summary>
    public const int Terminated = 143;
}
