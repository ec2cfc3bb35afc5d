namespace MiniConvViz.Cli;

/// <summary>The command line is wrong: one line on stderr, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
