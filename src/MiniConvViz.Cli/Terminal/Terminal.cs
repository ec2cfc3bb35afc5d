namespace MiniConvViz.Cli;

/// <summary>Lines for a person; control characters in names from files are escaped.</summary>
internal static class Terminal
{
    /// <summary>The width of stdout in letters; null where it is no terminal.</summary>
    public static int? Width => !Console.IsOutputRedirected && Console.WindowWidth is int width and > 0 ? width : null;

    /// <summary>Writes one line to stdout; in a terminal it is broken between words, never within a number.</summary>
    public static void Line(string text)
    {
        foreach (string line in Wrap(PrintableText.Line(text), Width ?? int.MaxValue))
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>Writes one line for copying, such as a command, to stdout: it is never broken.</summary>
    public static void Verbatim(string text) => Console.Out.WriteLine(PrintableText.Line(text));

    /// <summary>
    /// Writes one line to stderr that begins with the program's name. Where stderr is closed or its disk is full the
    /// line is lost, and the exit code alone reports the error.
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
