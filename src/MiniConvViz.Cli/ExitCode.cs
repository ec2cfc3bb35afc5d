namespace MiniConvViz.Cli;

/// <summary>What the process returns; scripts may rely on it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    public const int NumbersDiffer = 1;

    public const int BadInput = 2;

    public const int Unsupported = 3;
}
