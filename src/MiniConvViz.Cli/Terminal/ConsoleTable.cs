using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// A table on stdout. In a terminal it fits the width: the least important columns are dropped, names are shortened,
/// numbers never, and a line lists what is missing. In a file or a pipe, and with <c>--wide</c>, it is whole.
/// </summary>
internal sealed class ConsoleTable(params IReadOnlyList<ConsoleColumn> columns)
{
    private readonly List<IReadOnlyList<ConsoleCell>> _rows = [];

    /// <summary>Adds a row, a cell for each column.</summary>
    public void AddRow(params IReadOnlyList<ConsoleCell> cells) => _rows.Add(cells);

    /// <summary>Whether all columns fit a width, names shortened.</summary>
    public bool Fits(int width) => TableFit.Widths(columns, Natural(), width).All(column => column > 0);

    /// <summary>Prints it.</summary>
    /// <param name="isWide">Whether all columns are printed in full, whatever the terminal's width.</param>
    public void Write(bool isWide)
    {
        int[] natural = Natural();
        int[] widths = !isWide && Terminal.Width is int room ? TableFit.Widths(columns, natural, room) : natural;
        AnsiConsole.Profile.Width = TableFit.Total(widths);
        AnsiConsole.Write(Table(widths));
        string also = Titles((_, i) => widths[i] == 0);
        string whole = Titles((_, i) => widths[i] > 0 && widths[i] < natural[i]);
        string[] said = [Said("also", also), Said("whole", whole)];
        string missing = string.Join("; ", said.Where(text => text.Length > 0));
        if (missing.Length > 0)
        {
            Terminal.Line($"--wide shows {missing}");
        }

        static string Said(string how, string titles) => titles.Length > 0 ? $"{how}: {titles}" : "";
    }

    private int[] Natural() =>
    [
        .. columns.Select((column, i) => _rows.Select(row => row[i].Width).Append(column.Title.Length).Max()),
    ];

    private string Titles(Func<ConsoleColumn, int, bool> which) =>
        string.Join(", ", columns.Where(which).Select(column => column.Title));

    private Table Table(int[] widths)
    {
        Table table = new Table().Border(TableBorder.Simple);
        int[] shown = [.. Enumerable.Range(0, columns.Count).Where(i => widths[i] > 0)];
        foreach (int i in shown)
        {
            TableColumn column = new TableColumn(Markup.Escape(columns[i].Title)).NoWrap().Width(widths[i]);
            table.AddColumn(columns[i].Kind == ColumnKind.Number ? column.RightAligned() : column);
        }

        foreach (IReadOnlyList<ConsoleCell> row in _rows)
        {
            table.AddRow([.. shown.Select(i => row[i].MarkupIn(widths[i], columns[i].Kind))]);
        }

        return table;
    }
}
