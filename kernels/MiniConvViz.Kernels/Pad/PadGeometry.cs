namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of padding, and for each element of the padded tensor the element of the input that it copies.
/// </summary>
internal readonly struct PadGeometry
{
    /// <summary>The result of <see cref="Source"/> for an element that has the fill value.</summary>
    public const int Outside = int.MaxValue;

    /// <summary>The number of axes, at most <see cref="AxisInts.MaxRank"/>.</summary>
    public required int Rank { get; init; }

    /// <summary>The input's shape.</summary>
    public required AxisInts InExtents { get; init; }

    /// <summary>The output's shape.</summary>
    public required AxisInts OutExtents { get; init; }

    /// <summary>
    /// How many elements are added before the first one on each axis; a negative number is cut off.
    /// </summary>
    public required AxisInts Before { get; init; }

    /// <summary>The values beyond the edge.</summary>
    public required PadMode Mode { get; init; }

    /// <summary>
    /// The extent of one axis with padding: <c>size + before + after</c>; not below 0. Computed in 64 bits and
    /// limited to the largest int.
    /// </summary>
    public static int OutputSize(int size, int before, int after) =>
        (int)Math.Clamp((long)size + before + after, 0, int.MaxValue);

    /// <summary>
    /// The index of the input's element that the output's element <paramref name="index"/> copies, or
    /// <see cref="Outside"/>. Both are in row-major order over the first <paramref name="rank"/> axes: all of them
    /// for elements, all but one for rows.
    /// </summary>
    public int Source(int index, int rank)
    {
        int source = 0;
        int stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            int place = SourceAlong(axis, index % OutExtents[axis]);
            if (place == Outside)
            {
                return Outside;
            }

            source += place * stride;
            stride *= InExtents[axis];
            index /= OutExtents[axis];
        }

        return source;
    }

    /// <summary>The same along one axis: the input's index for an index of the output.</summary>
    public int SourceAlong(int axis, int place)
    {
        int size = InExtents[axis];
        int x = place - Before[axis];
        if (x >= 0 && x < size)
        {
            return x;
        }

        if (Mode == PadMode.Replicate)
        {
            return x < 0 ? 0 : size - 1;
        }

        if (Mode == PadMode.Circular)
        {
            return ((x % size) + size) % size;
        }

        return Mode == PadMode.Reflect ? Reflected(x, size) : Outside;
    }

    /// <summary>
    /// The same padding with as few axes as possible: neighbouring axes without padding count as one. An image
    /// [N,C,H,W] padded at its edges becomes [N*C,H,W].
    /// </summary>
    public PadGeometry Coalesced()
    {
        Span<int> sizes = stackalloc int[AxisInts.MaxRank];
        Span<int> padded = stackalloc int[AxisInts.MaxRank];
        Span<int> before = stackalloc int[AxisInts.MaxRank];
        int rank = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            bool joins = rank > 0 && IsPlain(sizes[rank - 1], padded[rank - 1], before[rank - 1])
                && IsPlain(InExtents[axis], OutExtents[axis], Before[axis]);
            int outer = joins ? sizes[--rank] : 1;
            sizes[rank] = outer * InExtents[axis];
            padded[rank] = outer * OutExtents[axis];
            before[rank] = Before[axis];
            rank++;
        }

        return this with
        {
            Rank = rank,
            InExtents = new AxisInts(sizes[..rank]),
            OutExtents = new AxisInts(padded[..rank]),
            Before = new AxisInts(before[..rank]),
        };
    }

    private static bool IsPlain(int size, int padded, int before) => before == 0 && size == padded;

    /// <summary>
    /// Reflects x at 0 and at size-1: the period is 2*(size-1), and its second half runs backwards.
    /// </summary>
    private static int Reflected(int x, int size)
    {
        int round = 2 * (size - 1);
        if (round == 0)
        {
            return 0;
        }

        int step = (x < 0 ? -x : x) % round;
        return step < size ? step : round - step;
    }
}
