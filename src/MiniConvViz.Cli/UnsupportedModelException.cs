namespace MiniConvViz.Cli;

/// <summary>The model needs something this program does not have: one line that names it, exit code 3.</summary>
internal sealed class UnsupportedModelException(string message) : Exception(message);
