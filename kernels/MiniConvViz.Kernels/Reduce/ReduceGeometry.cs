namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a reduction: a tensor of any rank up to 8, of which some axes are kept and the others are reduced,
/// for example by a sum, to one value.
/// </summary>
/// <example>
/// The mean over H and W of [N,C,H,W] keeps one axis of N*C positions, H*W apart, and reduces one of H*W adjacent
/// elements.
/// </example>
internal readonly struct ReduceGeometry
{
    /// <summary>The kept axes: their position i is the first element of output i.</summary>
    public required ReduceAxes Kept { get; init; }

    /// <summary>
    /// The reduced axes: the positions, relative to the first, of the elements that are reduced to one.
    /// </summary>
    public required ReduceAxes Reduced { get; init; }

    /// <summary>How many axes are reduced one after the other; one of size 1 if none is.</summary>
    public int Axes => Math.Max(1, Reduced.Rank);

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

    /// <summary>
    /// Reduced axis <paramref name="i"/> of <see cref="Axes"/>, the innermost first, in the tensor that is left when
    /// those before it have been reduced.
    /// </summary>
    public AxisGeometry Axis(int i)
    {
        (int length, int stride, int within, int around) = i switch
        {
            0 => (Reduced.Size0, Reduced.Stride0, 1, Reduced.Size1 * Reduced.Size2 * Reduced.Size3),
            1 => (Reduced.Size1, Reduced.Stride1, Reduced.Size0, Reduced.Size2 * Reduced.Size3),
            2 => (Reduced.Size2, Reduced.Stride2, Reduced.Size0 * Reduced.Size1, Reduced.Size3),
            _ => (Reduced.Size3, Reduced.Stride3, Reduced.Size0 * Reduced.Size1 * Reduced.Size2, 1),
        };

        // Without a reduced axis all strides are 0; in an empty tensor, sizes are 0.
        int inner = Math.Max(1, stride / Math.Max(1, within));
        return new AxisGeometry { Outer = Kept.Count * around / inner, Length = length, Inner = inner };
    }
}
