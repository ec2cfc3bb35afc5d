namespace MiniConvViz;

/// <summary>
/// A file or an argument cannot be read, or is not what was expected. The message is one line: where, expected, got,
/// remedy.
/// </summary>
public sealed class UnreadableInputException : Exception
{
    /// <summary>
    /// Makes an exception with this message. <see cref="PrintableText"/> escapes its control characters, which may come
    /// from a hostile file.
    /// </summary>
    public UnreadableInputException(string message)
        : base(PrintableText.Line(message))
    {
    }

    /// <summary>The same, with the exception that caused this one.</summary>
    public UnreadableInputException(string message, Exception innerException)
        : base(PrintableText.Line(message), innerException)
    {
    }

    /// <summary>What helps, for the program that shows the message.</summary>
    public Remedy Remedy { get; init; }
}
