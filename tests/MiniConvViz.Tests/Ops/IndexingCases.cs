using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Awkward shapes for the operators whose places come from a tensor.</summary>
internal static class IndexingCases
{
    public static IEnumerable<OperatorCase> Create() => [.. Elements(), .. Rows(), .. Grids()];

    private static IEnumerable<OperatorCase> Elements()
    {
        (Shape Data, Shape Indices, int Dim)[] list =
        [
            ([5, 7], [5, 7], 0), ([9, 33, 65], [2, 50, 5], 1), ([2, 3, 5, 7], [1, 2, 3, 100], -1),
            ([4_001], [501], 0), ([2, 1, 3, 1, 2, 2, 1, 3], [2, 1, 3, 1, 5, 2, 1, 2], 4), ([3, 4], [0, 4], 0),
            ([1, 3, 20, 21], [1, 1, 20, 21], 1), ([40_001], [3], 0),
        ];
        foreach ((Shape data, Shape indices, int dim) in list)
        {
            Tensor picked = Indices(indices, data[dim < 0 ? data.Rank + dim : dim]);
            string name = $"{data} at {indices} along {dim}";
            yield return new OperatorCase(name, new GatherElements(dim), [SmallNetworks.Random(data), picked]);
            foreach (ScatterReduction reduction in Enum.GetValues<ScatterReduction>())
            {
                yield return new OperatorCase(
                    $"{name} {reduction}",
                    new ScatterElements(dim, reduction),
                    [SmallNetworks.Random(data), picked, SmallNetworks.Random(indices, seed: 3)]);
            }
        }
    }

    private static IEnumerable<OperatorCase> Rows()
    {
        (Shape Data, Shape Indices, int BatchDims)[] list =
        [
            ([5, 7], [3, 2], 0), ([5, 7], [2, 4, 1], 0), ([3, 8, 65, 3], [3, 40, 2], 1), ([3, 4, 5, 6], [3, 4, 7, 1], 2),
            ([40_001], [501, 1], 0), ([2, 3, 2, 1, 2, 3, 2, 2], [9, 8], 0), ([30, 1025], [20, 1], 0),
            ([3, 4], [0, 2], 0),
        ];
        foreach ((Shape data, Shape indices, int batchDims) in list)
        {
            int depth = indices[^1];
            Tensor rows = new(indices);
            for (int i = 0; i < rows.Values.Length; i++)
            {
                rows.Values[i] = At(i, data[batchDims + (i % depth)]);
            }

            string name = $"{data} at {indices} batch {batchDims}";
            yield return new OperatorCase(name, new GatherND(batchDims), [SmallNetworks.Random(data), rows]);
            foreach (ScatterReduction reduction in Enum.GetValues<ScatterReduction>().Where(_ => batchDims == 0))
            {
                Shape updates = Shape.Create([.. indices.Extents[..^1], .. data.Extents[depth..]]);
                yield return new OperatorCase(
                    $"{name} {reduction}",
                    new ScatterND(reduction),
                    [SmallNetworks.Random(data), rows, SmallNetworks.Random(updates, seed: 3)]);
            }
        }
    }

    /// <summary>Positions within the images and outside of them.</summary>
    private static IEnumerable<OperatorCase> Grids()
    {
        (Shape Input, Shape Grid)[] list =
            [([1, 1, 1, 1], [1, 1, 1, 2]), ([2, 3, 5, 7], [2, 9, 4, 2]), ([1, 17, 13, 11], [1, 20, 33, 2]),
            ([1, 2, 1, 9], [1, 5, 3, 2])];
        foreach ((Shape input, Shape grid) in list)
        {
            foreach (GridSampleMode mode in Enum.GetValues<GridSampleMode>())
            {
                foreach (GridSamplePadding padding in Enum.GetValues<GridSamplePadding>())
                {
                    foreach (bool alignCorners in new[] { false, true })
                    {
                        yield return new OperatorCase(
                            $"{mode} {padding} {alignCorners} {input} at {grid}",
                            new GridSample(mode, padding, alignCorners),
                            [SmallNetworks.Random(input), SmallNetworks.Random(grid, seed: 7)]);
                    }
                }
            }
        }
    }

    /// <summary>Indices in range, about half of them negative, some of them twice.</summary>
    private static Tensor Indices(Shape shape, int length)
    {
        Tensor indices = new(shape);
        for (int i = 0; i < indices.Values.Length; i++)
        {
            indices.Values[i] = At(i, length);
        }

        return indices;
    }

    private static int At(int i, int length) => (int)(i * 7919L % (2 * length)) - length;
}
