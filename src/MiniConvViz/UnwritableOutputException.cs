namespace MiniConvViz;

/// <summary>A file or folder cannot be written. The message is one line: where, expected, got, remedy.</summary>
public sealed class UnwritableOutputException : Exception
{
    /// <summary>
    /// Makes an exception with this message. <see cref="PrintableText"/> escapes control characters of the path.
    /// </summary>
    public UnwritableOutputException(string message)
        : base(PrintableText.Line(message))
    {
    }

    /// <summary>The same, with the exception that caused this one.</summary>
    public UnwritableOutputException(string message, Exception innerException)
        : base(PrintableText.Line(message), innerException)
    {
    }
}
