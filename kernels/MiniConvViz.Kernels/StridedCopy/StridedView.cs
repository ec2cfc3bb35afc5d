namespace MiniConvViz.Kernels;

/// <summary>
/// A view of a tensor, without a copy: the extent and the stride of each axis. Transposing, slicing and broadcasting
/// change only these.
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

    /// <summary>The extent of each axis: the shape of the view.</summary>
    public required AxisInts Extents { get; init; }

    /// <summary>The stride of each axis, in elements; 0 repeats one element.</summary>
    public required AxisInts Strides { get; init; }

    /// <summary>The offset of the view's first element.</summary>
    public required int Offset { get; init; }

    /// <summary>How many elements are read: the product of the extents.</summary>
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

    /// <summary>The offset of the view's element <paramref name="index"/>, counted in row-major order.</summary>
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
    /// Every <paramref name="step"/>-th position along one axis, beginning at <paramref name="start"/>; a negative
    /// step runs backwards. If there is one position or none, the step has no effect and is 1.
    /// </summary>
    public StridedView Slice(int axis, int start, int count, int step) => this with
    {
        Offset = Offset + (start * Strides[axis]),
        Extents = Extents.With(axis, count),
        Strides = Strides.With(axis, count > 1 ? step * Strides[axis] : Strides[axis]),
    };

    /// <summary>
    /// A larger shape, of which this one's axes are the innermost; new axes, and axes of extent 1, are repeated.
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
    /// The same elements in the same order with as few axes as possible: axes of extent 1 are removed, and an axis is
    /// joined to the one inside it if its stride is the extent times the stride of the inner. A transposed [N,C,H,W]
    /// becomes [N,C,H*W], and a contiguous tensor one row.
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
