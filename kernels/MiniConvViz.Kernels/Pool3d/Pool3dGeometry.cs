namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a 3-d pooling, as two 2-d poolings one after the other: the maximum, or the mean, over a box is that
/// over each slice, then over the results of the slices.
/// <code>
/// [N,C,D,H,W]  --Slices-->  [N,C,D,OH,OW]  --Depth-->  [N,C,OD,OH,OW]
/// </code>
/// The divisor of a mean is the product, over the axes, of how many values are counted.
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

    /// <summary>Values between the two poolings.</summary>
    public int Between => checked(Slices.Batch * Slices.Channels * Slices.OutHeight * Slices.OutWidth);

    /// <summary>The divisor of the sum under the window of output <c>[z,y,x]</c>.</summary>
    public int Divisor(int z, int y, int x) => Depth.CountedRows(z) * Slices.CountedRows(y) * Slices.CountedColumns(x);
}
