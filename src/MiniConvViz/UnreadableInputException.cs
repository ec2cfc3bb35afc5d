namespace MiniConvViz;

/// <summary>
/// A file or argument from outside cannot be used. The message is one line for a person: where, expected, got, remedy.
/// </summary>
public sealed class UnreadableInputException : Exception
{
    /// <summary>
    /// Takes the line to show; control characters, which a hostile file may have put there, become spaces.
    /// </summary>
    public UnreadableInputException(string message)
        : base(OnOneLine(message))
    {
    }

    /// <summary>The same, with the exception that led here.</summary>
    public UnreadableInputException(string message, Exception innerException)
        : base(OnOneLine(message), innerException)
    {
    }

    private static string OnOneLine(string message) =>
        string.Create(message.Length, message, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
            }
        });
}
