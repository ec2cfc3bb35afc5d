using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// Tables on stdout: fitted to a terminal, at full width where the output goes to a file or another program.
/// </summary>
internal static class ConsoleTable
{
    private const int WidthOfAFile = 250;

    public static Table Create(params ReadOnlySpan<string> columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        return table;
    }

    public static void Write(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthOfAFile;
        }

        AnsiConsole.Write(table);
    }
}
