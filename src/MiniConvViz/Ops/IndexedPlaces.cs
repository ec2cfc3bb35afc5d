using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>What the operators share that gather from, or scatter to, places that indices name.</summary>
internal static class IndexedPlaces
{
    /// <summary>Whole numbers up to this are exact in float32, as which indices are passed.</summary>
    public const int MostExact = 1 << 24;

    /// <summary>One index for each row, along one axis; the other coordinates are the row's own.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static PlaceGeometry OfElements(Shape data, Shape indices, int dim)
    {
        int axis = Axis.Resolve(dim, data.Rank);
        bool fits = data.Rank == indices.Rank && data.Rank <= AxisInts.MaxRank;
        for (int i = 0; fits && i < data.Rank; i++)
        {
            fits = i == axis || indices[i] <= data[i];
        }

        if (!fits)
        {
            throw new ShapeException(
                $"expected indices of as many axes as the data {data}, at most {AxisInts.MaxRank}, and on none but "
                + $"axis {axis} longer than these, got {indices}");
        }

        Check(data, axis, indices.Count);
        StridedView whole = StridedView.Whole(data.Extents);
        StridedView origins = whole with
        {
            Extents = new AxisInts(indices.Extents),
            Strides = whole.Strides.With(axis, 0),
        };
        return new PlaceGeometry
        {
            Origins = indices.Count == 0 ? whole : origins.Coalesced(),
            Rows = indices.Count,
            Depth = 1,
            Lengths = new AxisInts([data[axis]]),
            Steps = new AxisInts([data.CountOf((axis + 1)..)]),
            Inner = 1,
        };
    }

    /// <summary>One index for each of the axes after the batch; as many as the last extent of the indices.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static PlaceGeometry OfRows(Shape data, Shape indices, int batchDims)
    {
        int depth = indices.Rank > 0 ? indices[^1] : 0;
        bool fits = batchDims >= 0 && batchDims < Math.Min(data.Rank, indices.Rank) && depth > 0
            && depth <= data.Rank - batchDims && data.Rank <= AxisInts.MaxRank
            && data.Extents[..batchDims].SequenceEqual(indices.Extents[..batchDims]);
        if (!fits)
        {
            throw new ShapeException(
                $"expected rows of at least one index for the axes of {data} after the first {batchDims}, which both "
                + $"have, and at most {AxisInts.MaxRank} axes, got {indices}");
        }

        int[] lengths = new int[depth];
        int[] steps = new int[depth];
        int rows = indices.CountOf(..^1);
        int inner = data.CountOf((batchDims + depth)..);
        for (int j = 0; j < depth; j++)
        {
            Check(data, batchDims + j, rows == 0 || inner == 0 ? 0 : 1);
            lengths[j] = data[batchDims + j];
            steps[j] = data.CountOf((batchDims + j + 1)..);
        }

        return new PlaceGeometry
        {
            Origins = new StridedView
            {
                Rank = 2,
                Extents = new AxisInts([data.CountOf(..batchDims), indices.CountOf(batchDims..^1)]),
                Strides = new AxisInts([data.CountOf(batchDims..), 0]),
                Offset = 0,
            },
            Rows = rows,
            Depth = depth,
            Lengths = new AxisInts(lengths),
            Steps = new AxisInts(steps),
            Inner = inner,
        };
    }

    /// <summary>The geometry, after a check that every index is in range.</summary>
    /// <param name="call">A run on the host; the second input is the indices.</param>
    /// <param name="geometry">The geometry.</param>
    /// <param name="firstAxis">The axis that the first index of a row counts along.</param>
    /// <exception cref="ShapeException">An index is out of range.</exception>
    public static PlaceGeometry Checked(HostCall call, in PlaceGeometry geometry, int firstAxis)
    {
        ReadOnlySpan<float> indices = call.Input(1);
        int outside = GatherNDReference.FindOutside(geometry, indices);
        if (outside < 0)
        {
            return geometry;
        }

        int j = outside % geometry.Depth;
        int length = geometry.Lengths[j];
        throw new ShapeException(
            $"expected indices from {-length} to {length - 1} for axis {firstAxis + j} of {call.InputShape(0)}, got "
            + $"{indices[outside]} at place {outside}");
    }

    /// <summary>An axis that indices count along has elements, and no more than float32 can count.</summary>
    /// <exception cref="ShapeException">It has none, or more.</exception>
    private static void Check(Shape data, int axis, int wanted)
    {
        if (wanted > 0 && data[axis] == 0)
        {
            throw new ShapeException($"has nothing to pick along axis {axis} of {data}");
        }

        if (data[axis] > MostExact)
        {
            throw new ShapeException(
                $"expected at most {MostExact} elements along axis {axis}, whose indices are exact in float32, got "
                + $"{data}");
        }
    }
}
