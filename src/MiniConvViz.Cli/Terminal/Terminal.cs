namespace MiniConvViz.Cli;

/// <summary>What a person reads: lines in which no name from a file can give orders to the terminal.</summary>
internal static class Terminal
{
    /// <summary>One line on stdout.</summary>
    public static void Line(string text) => Console.Out.WriteLine(PrintableText.Line(text));

    /// <summary>
    /// One line on stderr, which begins with the program's name. Where stderr is closed or its disk is full nobody can
    /// be told, and the exit code says what there is to say.
    /// </summary>
    public static void ErrorLine(string text)
    {
        try
        {
            Console.Error.WriteLine("miniconvviz: " + PrintableText.Line(text));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
        }
    }
}
