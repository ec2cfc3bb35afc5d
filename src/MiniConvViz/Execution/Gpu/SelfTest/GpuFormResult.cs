namespace MiniConvViz.Execution;

/// <summary>The result of a form, compared with the reference loops.</summary>
/// <param name="Form">The form, of its operator's own enumeration.</param>
/// <param name="Error">The relative L2 error of what it computed; NaN where it computed nothing.</param>
/// <param name="Fault">Why it must not run: its error, its compiler's message, or why its launch failed; null where
/// there is no fault.</param>
internal sealed record GpuFormResult(Enum Form, double Error, string? Fault);
