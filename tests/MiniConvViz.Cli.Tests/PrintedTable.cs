namespace MiniConvViz.Cli.Tests;

/// <summary>A table as the program printed it, read back.</summary>
internal sealed class PrintedTable
{
    private readonly Dictionary<string, string[]> _columns;

    private PrintedTable(Dictionary<string, string[]> columns) => _columns = columns;

    public IEnumerable<string> Titles => _columns.Keys;

    public string[] this[string title] => _columns[title];

    /// <summary>Every table among lines: a title, a ruler and rows, up to an empty line.</summary>
    public static PrintedTable[] AllIn(IReadOnlyList<string> lines) =>
    [
        .. Enumerable.Range(1, lines.Count - 1)
            .Where(i => lines[i].StartsWith('─'))
            .Select(i => Of([lines[i - 1], .. lines.Skip(i + 1).TakeWhile(line => line.Trim().Length > 0)])),
    ];

    /// <summary>Columns are separated by two or more positions that are blank in every line.</summary>
    private static PrintedTable Of(string[] lines)
    {
        int width = lines.Max(line => line.Length) + 2;
        lines = [.. lines.Select(line => line.PadRight(width))];
        bool[] isBlank = [.. Enumerable.Range(0, width).Select(x => lines.All(line => line[x] == ' '))];
        Dictionary<string, string[]> columns = [];
        for (int x = 0, start = -1; x < width - 1; x++)
        {
            start = start < 0 && !isBlank[x] ? x : start;
            if (start >= 0 && isBlank[x] && isBlank[x + 1])
            {
                string[] cells = [.. lines.Select(line => line[start..x].Trim())];
                columns.Add(cells[0], cells[1..]);
                start = -1;
            }
        }

        return new PrintedTable(columns);
    }
}
