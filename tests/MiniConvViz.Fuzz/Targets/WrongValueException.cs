namespace MiniConvViz.Fuzz.Targets;

/// <summary>Two computations of the same value do not agree.</summary>
/// <param name="kind">The identity of the fault.</param>
/// <param name="message">Where, expected and got.</param>
internal sealed class WrongValueException(string kind, string message) : Exception(message)
{
    /// <summary>The identity of the fault: mostly the operator.</summary>
    public string Kind { get; } = kind;
}
