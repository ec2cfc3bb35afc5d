namespace MiniConvViz.Kernels;

/// <summary>
/// How two tensors are broadcast, as in NumPy: shapes are aligned at the innermost axis, and where one tensor
/// has size 1, or no such axis, its elements are used again at every position of the other.
/// <code>
/// left    [2,3,4,5]   strides 60 20  5  1      axes that are contiguous in both are one:
/// right     [3,1,1]   strides  0  1  0  0      sizes 2 3 20, left 60 20 1, right 0 1 0
/// output  [2,3,4,5]
/// </code>
/// </summary>
/// <remarks>
/// Axis 0 is the innermost here. Each stride of that axis is 0 or 1, and one of them at least is 1.
/// Source: https://numpy.org/doc/stable/user/basics.broadcasting.html
/// </remarks>
internal readonly struct BroadcastGeometry
{
    /// <summary>The largest rank either tensor can have.</summary>
    public const int MaxRank = 8;

    /// <summary>How many axes are in use, at least one; the others have one position.</summary>
    public required int Rank { get; init; }

    public required BroadcastAxis Axis0 { get; init; }

    public required BroadcastAxis Axis1 { get; init; }

    public required BroadcastAxis Axis2 { get; init; }

    public required BroadcastAxis Axis3 { get; init; }

    public required BroadcastAxis Axis4 { get; init; }

    public required BroadcastAxis Axis5 { get; init; }

    public required BroadcastAxis Axis6 { get; init; }

    public required BroadcastAxis Axis7 { get; init; }

    /// <summary>Two tensors of these extents, outermost first; where they differ, one of them is 1.</summary>
    public static BroadcastGeometry Create(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        Span<BroadcastAxis> axes = stackalloc BroadcastAxis[MaxRank];
        axes.Fill(BroadcastAxis.None);
        int rank = 0;
        int leftStride = 1;
        int rightStride = 1;
        for (int fromBack = 1; fromBack <= Math.Max(left.Length, right.Length); fromBack++)
        {
            int leftExtent = fromBack <= left.Length ? left[^fromBack] : 1;
            int rightExtent = fromBack <= right.Length ? right[^fromBack] : 1;
            BroadcastAxis axis = new()
            {
                Extent = leftExtent == 1 ? rightExtent : leftExtent,
                LeftStride = leftExtent == 1 ? 0 : leftStride,
                RightStride = rightExtent == 1 ? 0 : rightStride,
            };
            leftStride *= leftExtent;
            rightStride *= rightExtent;
            if (rank > 0 && Continues(axes[rank - 1], axis))
            {
                axes[rank - 1] = axes[rank - 1] with { Extent = axes[rank - 1].Extent * axis.Extent };
            }
            else if (axis.Extent != 1)
            {
                axes[rank++] = axis;
            }
        }

        return new BroadcastGeometry
        {
            Rank = Math.Max(rank, 1),
            Axis0 = axes[0],
            Axis1 = axes[1],
            Axis2 = axes[2],
            Axis3 = axes[3],
            Axis4 = axes[4],
            Axis5 = axes[5],
            Axis6 = axes[6],
            Axis7 = axes[7],
        };
    }

    /// <summary>
    /// The offsets of the two elements that element <paramref name="index"/> of the output is computed from.
    /// </summary>
    public BroadcastOffsets Offsets(int index)
    {
        BroadcastOffsets start = new() { Left = 0, Right = 0 };
        if (Rank == 1)
        {
            return start.Along(Axis0, index);
        }

        // Most layers have two axes; the divisions by six more would take as long as reading the elements.
        BroadcastOffsets inner = start.Along(Axis0, index % Axis0.Extent);
        int rest = index / Axis0.Extent;
        return Rank == 2
            ? inner.Along(Axis1, rest)
            : Outer(inner.Along(Axis1, rest % Axis1.Extent), rest / Axis1.Extent);
    }

    private BroadcastOffsets Outer(BroadcastOffsets inner, int rest)
    {
        BroadcastOffsets offsets = inner.Along(Axis2, rest % Axis2.Extent);
        rest /= Axis2.Extent;
        offsets = offsets.Along(Axis3, rest % Axis3.Extent);
        rest /= Axis3.Extent;
        offsets = offsets.Along(Axis4, rest % Axis4.Extent);
        rest /= Axis4.Extent;
        offsets = offsets.Along(Axis5, rest % Axis5.Extent);
        rest /= Axis5.Extent;
        offsets = offsets.Along(Axis6, rest % Axis6.Extent);
        return offsets.Along(Axis7, rest / Axis6.Extent);
    }

    /// <summary>
    /// Whether the step from the end of the inner axis to the next position of the outer one is the inner stride.
    /// </summary>
    private static bool Continues(BroadcastAxis inner, BroadcastAxis outer) =>
        outer.Extent == 1
        || (outer.LeftStride == inner.Extent * inner.LeftStride
            && outer.RightStride == inner.Extent * inner.RightStride);
}
