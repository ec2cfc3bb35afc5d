namespace MiniConvViz.Kernels;

/// <summary>The sizes of matrices of which the part on one side of a diagonal is kept.</summary>
/// <remarks>Shapes: <c>[..., Rows, Columns]</c> in and out.</remarks>
internal readonly struct TriluGeometry
{
    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>The diagonal: 0 is the main one, 1 the one above it.</summary>
    public required int Diagonal { get; init; }

    /// <summary>1 keeps what lies on the diagonal or above it, 0 what lies on it or below.</summary>
    public required int IsUpper { get; init; }

    /// <summary>The first column that is kept in that row of all matrices.</summary>
    public int First(int row) => IsUpper == 0 ? 0 : Within((long)(row % Rows) + Diagonal);

    /// <summary>The column after the last one that is kept.</summary>
    public int End(int row) => IsUpper != 0 ? Columns : Within((long)(row % Rows) + Diagonal + 1);

    private int Within(long column) => column < 0 ? 0 : column > Columns ? Columns : (int)column;
}
