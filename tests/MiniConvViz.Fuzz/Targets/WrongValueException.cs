namespace MiniConvViz.Fuzz.Targets;

/// <summary>Two ways to compute one thing do not agree.</summary>
/// <param name="kind">What tells such faults apart.</param>
/// <param name="message">Where, expected and got.</param>
internal sealed class WrongValueException(string kind, string message) : Exception(message)
{
    /// <summary>What tells such faults apart: the operator, mostly.</summary>
    public string Kind { get; } = kind;
}
