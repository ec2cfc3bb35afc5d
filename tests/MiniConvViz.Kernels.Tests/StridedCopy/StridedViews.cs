namespace MiniConvViz.Kernels.Tests;

/// <summary>Views of tensors to test with.</summary>
internal static class StridedViews
{
    /// <summary>
    /// Up to eight axes with extents up to four, many of them one, permuted, cut forwards or backwards, repeated.
    /// </summary>
    public static StridedView Random(int seed)
    {
        Random random = new(seed);
        int rank = random.Next(AxisInts.MaxRank + 1);
        StridedView view = StridedView.Whole([.. Enumerable.Range(0, rank).Select(_ => random.Next(1, 5))]);
        int[] dims = [.. Enumerable.Range(0, rank)];
        if (random.Next(2) == 0)
        {
            random.Shuffle(dims);
        }

        view = view.Permute(dims);
        for (int axis = 0; axis < rank; axis++)
        {
            int extent = view.Extents[axis];
            view = random.Next(6) switch
            {
                0 => view.Slice(axis, extent - 1, extent, -1),
                1 => view.Slice(axis, 0, (extent + 1) / 2, 2),
                2 => view.Slice(axis, random.Next(extent), 1, 1),
                _ => view,
            };
        }

        int[] extents = [.. Enumerable.Range(0, rank).Select(axis => view.Extents[axis])];
        return view.Expand([.. extents.Select(extent => extent == 1 ? random.Next(1, 3) : extent)]);
    }
}
