namespace MiniConvViz.Kernels;

/// <summary>
/// Everything a 3-d pooling needs to know about sizes, as two 2-d poolings one after the other: a maximum, or a mean,
/// over a box is that over its slices, then over what the slices gave.
/// <code>
/// [N,C,D,H,W]  --Slices-->  [N,C,D,OH,OW]  --Depth-->  [N,C,OD,OH,OW]
/// </code>
/// The number of values that a mean divides by is a product over the axes, whichever of them count.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html and torch.nn.AvgPool3d.html
/// </remarks>
internal readonly struct Pool3dGeometry
{
    /// <summary>The pooling of every slice, each a channel: [N,C*D,H,W].</summary>
    public required Pool2dGeometry Slices { get; init; }

    /// <summary>The pooling along the depth, of images with a row for each slice: [N,C,D,OH*OW].</summary>
    public required Pool2dGeometry Depth { get; init; }

    /// <summary>Values between the two.</summary>
    public int Between => checked(Slices.Batch * Slices.Channels * Slices.OutHeight * Slices.OutWidth);

    /// <summary>What the sum under the window of output <c>[z,y,x]</c> is divided by.</summary>
    public int Divisor(int z, int y, int x) => Depth.CountedRows(z) * Slices.CountedRows(y) * Slices.CountedColumns(x);
}
