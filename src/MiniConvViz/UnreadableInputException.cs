namespace MiniConvViz;

/// <summary>
/// A file or argument from outside cannot be used. The message is one line for a person: where, expected, got, remedy.
/// </summary>
public sealed class UnreadableInputException : Exception
{
    /// <summary>
    /// Takes the line to show; control characters, which a hostile file may have put there, are written as
    /// <see cref="PrintableText"/> does.
    /// </summary>
    public UnreadableInputException(string message)
        : base(PrintableText.Line(message))
    {
    }

    /// <summary>The same, with the exception that led here.</summary>
    public UnreadableInputException(string message, Exception innerException)
        : base(PrintableText.Line(message), innerException)
    {
    }

    /// <summary>What helps, for the program that shows the message.</summary>
    public Remedy Remedy { get; init; }
}
