namespace MiniConvViz.Tests;

/// <summary>The result of a Python script.</summary>
/// <param name="ExitCode">0 where it ran to its end.</param>
/// <param name="Output">Its output.</param>
/// <param name="Error">Its output on stderr.</param>
internal sealed record PythonOutcome(int ExitCode, string Output, string Error);
