using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// Tables on stdout: fitted to a terminal, at full width where the output goes to a file or another program.
/// </summary>
internal static class ConsoleTable
{
    private const int WidthOfAFile = 250;
    private const int LongestCell = 500;

    public static Table Create(params ReadOnlySpan<string> columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        return table;
    }

    /// <summary>Text from a file as a cell: no markup, nothing that a terminal obeys, and not endless.</summary>
    public static string Cell(string text) => Markup.Escape(PrintableText.Of(text, LongestCell));

    public static void Write(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthOfAFile;
        }

        AnsiConsole.Write(table);
    }
}
