namespace MiniConvViz.Tests;

/// <summary>How a Python script ended.</summary>
/// <param name="ExitCode">0 where it ran to its end.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it printed to stderr.</param>
internal sealed record PythonOutcome(int ExitCode, string Output, string Error);
