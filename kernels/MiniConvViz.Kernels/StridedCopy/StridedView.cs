namespace MiniConvViz.Kernels;

/// <summary>
/// A way to look at a tensor without moving it: how many steps there are along each axis, and how far in memory one
/// step leads. Transposing, slicing and broadcasting change these numbers alone.
/// <code>
/// view[i0, i1, ...] = input[Offset + i0*Strides[0] + i1*Strides[1] + ...],   0 &lt;= ik &lt; Extents[k]
/// </code>
/// <code>
///                    extents   strides   offset
/// x of shape [2,3]   [2,3]     [3,1]     0
/// x transposed       [3,2]     [1,3]     0
/// x[:, ::-1]         [2,3]     [3,-1]    2
/// x[1] as 4 rows     [4,3]     [0,1]     3
/// </code>
/// </summary>
/// <remarks>Source: https://numpy.org/doc/stable/reference/arrays.ndarray.html, internal memory layout</remarks>
internal readonly struct StridedView
{
    /// <summary>The number of axes, at most <see cref="AxisInts.MaxRank"/>.</summary>
    public required int Rank { get; init; }

    /// <summary>How many steps there are along each axis: the shape of what is read.</summary>
    public required AxisInts Extents { get; init; }

    /// <summary>How many numbers apart in memory neighbours along an axis are; 0 repeats one number.</summary>
    public required AxisInts Strides { get; init; }

    /// <summary>Where in memory the view's first number lies.</summary>
    public required int Offset { get; init; }

    /// <summary>How many numbers are read: the product of the extents.</summary>
    public int Count
    {
        get
        {
            int count = 1;
            for (int axis = 0; axis < Rank; axis++)
            {
                count *= Extents[axis];
            }

            return count;
        }
    }

    /// <summary>The whole of a tensor in its own order.</summary>
    public static StridedView Whole(ReadOnlySpan<int> extents)
    {
        Span<int> strides = stackalloc int[extents.Length];
        int stride = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return new StridedView
        {
            Rank = extents.Length,
            Extents = new AxisInts(extents),
            Strides = new AxisInts(strides),
            Offset = 0,
        };
    }

    /// <summary>Where in memory the view's number <paramref name="index"/> lies, counted in row-major order.</summary>
    public int Position(int index)
    {
        int position = Offset;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            int extent = Extents[axis];
            position += index % extent * Strides[axis];
            index /= extent;
        }

        return position;
    }

    /// <summary>The axes in another order: axis k of the result is axis <c>dims[k]</c> of this.</summary>
    public StridedView Permute(ReadOnlySpan<int> dims)
    {
        Span<int> extents = stackalloc int[Rank];
        Span<int> strides = stackalloc int[Rank];
        for (int axis = 0; axis < Rank; axis++)
        {
            extents[axis] = Extents[dims[axis]];
            strides[axis] = Strides[dims[axis]];
        }

        return this with { Extents = new AxisInts(extents), Strides = new AxisInts(strides) };
    }

    /// <summary>
    /// Every <paramref name="step"/>-th place along one axis, beginning at <paramref name="start"/>; a negative step
    /// runs backwards. Where there is one place or none, the step does not matter and is 1.
    /// </summary>
    public StridedView Slice(int axis, int start, int count, int step) => this with
    {
        Offset = Offset + (start * Strides[axis]),
        Extents = Extents.With(axis, count),
        Strides = Strides.With(axis, count > 1 ? step * Strides[axis] : Strides[axis]),
    };

    /// <summary>
    /// A larger shape, of which this one's axes are the innermost; axes that are new, or that had one place, repeat
    /// themselves.
    /// </summary>
    public StridedView Expand(ReadOnlySpan<int> extents)
    {
        Span<int> strides = stackalloc int[extents.Length];
        strides.Clear();
        for (int axis = 0; axis < Rank; axis++)
        {
            strides[extents.Length - Rank + axis] = Extents[axis] == 1 ? 0 : Strides[axis];
        }

        return this with
        {
            Rank = extents.Length,
            Extents = new AxisInts(extents),
            Strides = new AxisInts(strides),
        };
    }

    /// <summary>
    /// The same numbers in the same order with as few axes as possible: axes of one place go, and an axis is joined to
    /// the one inside it where a step of the outer is as far as all steps of the inner. A transposed [N,C,H,W] becomes
    /// [N,C,H*W], and a contiguous tensor one row.
    /// </summary>
    public StridedView Coalesced()
    {
        Span<int> extents = stackalloc int[AxisInts.MaxRank];
        Span<int> strides = stackalloc int[AxisInts.MaxRank];
        int rank = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            if (Extents[axis] == 1)
            {
                continue;
            }

            bool joins = rank > 0 && strides[rank - 1] == Extents[axis] * Strides[axis];
            int outer = joins ? extents[--rank] : 1;
            extents[rank] = outer * Extents[axis];
            strides[rank] = Strides[axis];
            rank++;
        }

        return this with
        {
            Rank = rank,
            Extents = new AxisInts(extents[..rank]),
            Strides = new AxisInts(strides[..rank]),
        };
    }
}
