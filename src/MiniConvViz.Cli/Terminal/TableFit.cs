namespace MiniConvViz.Cli;

/// <summary>Chooses the columns of a table that fit a width, and the width of each.</summary>
internal static class TableFit
{
    /// <summary>Spaces between two columns, and one more at an edge, in Spectre.Console's simple border.</summary>
    private const int Gap = 3, Edge = 1;

    /// <summary>
    /// Drops the least important columns until the others fit at their least width, and gives the remaining width to
    /// the most important.
    /// </summary>
    /// <param name="columns">All columns.</param>
    /// <param name="natural">The width of each column's widest cell.</param>
    /// <param name="room">The available width.</param>
    /// <returns>The width of each column; 0 where it is dropped.</returns>
    public static int[] Widths(IReadOnlyList<ConsoleColumn> columns, IReadOnlyList<int> natural, int room)
    {
        int[] widths = [.. columns.Select((column, i) => column.Least(natural[i]))];
        List<int> byRank = [.. Enumerable.Range(0, columns.Count).OrderBy(i => columns[i].Rank)];
        while (byRank.Count > 1 && Total(widths) > room)
        {
            widths[byRank[^1]] = 0;
            byRank.RemoveAt(byRank.Count - 1);
        }

        foreach (int i in byRank)
        {
            widths[i] += Math.Clamp(room - Total(widths), 0, natural[i] - widths[i]);
        }

        return widths;
    }

    /// <summary>The width of a table whose columns have these widths.</summary>
    public static int Total(IReadOnlyCollection<int> widths) =>
        widths.Where(width => width > 0).Sum(width => width + Gap) + Edge;
}
