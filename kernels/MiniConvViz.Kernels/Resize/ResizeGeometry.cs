namespace MiniConvViz.Kernels;

/// <summary>
/// Everything a resize needs to know about sizes. Up to three axes change; those before, between and behind them are
/// taken together.
/// </summary>
/// <remarks>
/// Shapes: <c>input [Outer,D,H,W,Inner]</c>, <c>output [Outer,OD,OH,OW,Inner]</c>, and a table of
/// <see cref="TableLength"/> numbers: for each of the three axes, first where its outputs read, then with which
/// weights, both <c>[outputs,taps]</c>.
/// </remarks>
internal readonly struct ResizeGeometry
{
    public required int Outer { get; init; }

    public required int InDepth { get; init; }

    public required int InHeight { get; init; }

    public required int InWidth { get; init; }

    public required int OutDepth { get; init; }

    public required int OutHeight { get; init; }

    public required int OutWidth { get; init; }

    public required int Inner { get; init; }

    /// <summary>How many neighbours along the depth are mixed.</summary>
    public required int TapsZ { get; init; }

    /// <summary>How many neighbours along the height are mixed.</summary>
    public required int TapsY { get; init; }

    /// <summary>How many neighbours along the width are mixed.</summary>
    public required int TapsX { get; init; }

    /// <summary>Where the table's part for the height begins; the part for the depth comes first.</summary>
    public int TableY => 2 * OutDepth * TapsZ;

    /// <summary>Where the table's part for the width begins.</summary>
    public int TableX => TableY + (2 * OutHeight * TapsY);

    /// <summary>Length of the whole table.</summary>
    public int TableLength => TableX + (2 * OutWidth * TapsX);
}
