namespace MiniConvViz.Execution;

/// <summary>What a form computed beside the reference loops.</summary>
/// <param name="Form">The form, of its operator's own enumeration.</param>
/// <param name="Error">The relative L2 error of what it computed; NaN where it computed nothing.</param>
/// <param name="Fault">Why it must not run: its error, what its compiler said, or why its launch failed; null where
/// nothing is wrong.</param>
internal sealed record GpuFormResult(Enum Form, double Error, string? Fault);
