namespace MiniConvViz.Cli;

/// <summary>What a person reads: lines in which no name from a file can give orders to the terminal.</summary>
internal static class Terminal
{
    /// <summary>How many letters a line of stdout has room for; null where it is no terminal.</summary>
    public static int? Width => !Console.IsOutputRedirected && Console.WindowWidth is int width and > 0 ? width : null;

    /// <summary>One line on stdout; in a terminal it is broken between words, never within a number.</summary>
    public static void Line(string text)
    {
        foreach (string line in Wrap(PrintableText.Line(text), Width ?? int.MaxValue))
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>One line on stdout to be copied, such as a command: it is never broken.</summary>
    public static void Verbatim(string text) => Console.Out.WriteLine(PrintableText.Line(text));

    /// <summary>
    /// One line on stderr, which begins with the program's name. Where stderr is closed or its disk is full the line is
    /// lost, and the exit code says what there is to say.
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

    /// <summary>A text in lines of at most a width, broken between words.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            int end = text.LastIndexOf(' ', width);
            end = end > 0 ? end : text.IndexOf(' ');
            if (end < 0)
            {
                break;
            }

            yield return text[..end];
            text = text[(end + 1)..];
        }

        yield return text;
    }
}
