namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a resize. Up to three axes are resized; the axes before, between and after them are joined.
/// </summary>
/// <remarks>
/// Shapes: <c>input [Outer,D,H,W,Inner]</c>, <c>output [Outer,OD,OH,OW,Inner]</c>, and a table of
/// <see cref="TableLength"/> values: for each of the three axes, first the indices that its outputs read, then their
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

    /// <summary>How many neighbours along the depth are interpolated.</summary>
    public required int TapsZ { get; init; }

    /// <summary>How many neighbours along the height are interpolated.</summary>
    public required int TapsY { get; init; }

    /// <summary>How many neighbours along the width are interpolated.</summary>
    public required int TapsX { get; init; }

    /// <summary>The offset of the table's part for the height; the part for the depth comes first.</summary>
    public int TableY => 2 * OutDepth * TapsZ;

    /// <summary>The offset of the table's part for the width.</summary>
    public int TableX => TableY + (2 * OutHeight * TapsY);

    /// <summary>Length of the whole table.</summary>
    public int TableLength => TableX + (2 * OutWidth * TapsX);
}
