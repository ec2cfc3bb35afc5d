namespace MiniConvViz.Cli;

/// <summary>A column of a <see cref="ConsoleTable"/>.</summary>
/// <param name="Title">The text above it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Rank">1 for the most important column; in a narrow terminal the highest is dropped first.</param>
internal sealed record ConsoleColumn(string Title, ColumnKind Kind, int Rank)
{
    private const int LeastWidth = 16;

    /// <summary>Whether its cells may be shortened.</summary>
    public bool IsFlexible => Kind is ColumnKind.Name or ColumnKind.Text;

    /// <summary>Its least width, in cells of a terminal.</summary>
    /// <param name="natural">The width of its widest cell.</param>
    public int Least(int natural) => IsFlexible ? Math.Min(natural, Math.Max(LeastWidth, Title.Length)) : natural;
}
