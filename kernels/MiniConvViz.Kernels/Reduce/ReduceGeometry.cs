namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a reduction: a tensor of any rank up to 8, of which some axes are kept and the others are summed, say,
/// to one number.
/// </summary>
/// <example>
/// The mean over H and W of [N,C,H,W] keeps one axis of N*C positions, H*W apart, and reduces one of H*W neighbours.
/// </example>
public readonly struct ReduceGeometry
{
    /// <summary>Position i of these axes is where the numbers of output i begin.</summary>
    public required ReduceAxes Kept { get; init; }

    /// <summary>The positions, counted from there, of the numbers that become one.</summary>
    public required ReduceAxes Reduced { get; init; }

    /// <summary>A reduction of <paramref name="axes"/> of a tensor of these extents.</summary>
    /// <param name="extents">The input's shape.</param>
    /// <param name="axes">The axes to reduce: bit a is set for axis a.</param>
    public static ReduceGeometry Create(ReadOnlySpan<int> extents, uint axes)
    {
        ReduceAxes kept = ReduceAxes.None;
        ReduceAxes reduced = ReduceAxes.None;
        bool? reducedBefore = null;
        int stride = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            int extent = extents[axis];
            if (extent == 1)
            {
                continue;
            }

            bool isReduced = (axes >> axis & 1) != 0;
            bool joins = isReduced == reducedBefore;
            if (isReduced)
            {
                reduced = joins ? reduced.Lengthen(extent) : reduced.Around(extent, stride);
            }
            else
            {
                kept = joins ? kept.Lengthen(extent) : kept.Around(extent, stride);
            }

            reducedBefore = isReduced;
            stride *= extent;
        }

        return new ReduceGeometry { Kept = kept, Reduced = reduced };
    }
}
