namespace MiniConvViz.Cli;

/// <summary>The command line asks for something that cannot be: one line, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
