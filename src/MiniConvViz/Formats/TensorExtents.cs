using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>Checks of the extents in a file.</summary>
internal static class TensorExtents
{
    /// <summary>
    /// The product of the extents; null when one is negative or the product is beyond any file's length.
    /// </summary>
    public static Int128? Count(IReadOnlyList<long> extents)
    {
        Int128 count = 1;
        bool isEmpty = false;
        foreach (long extent in extents)
        {
            if (extent < 0)
            {
                return null;
            }

            isEmpty |= extent == 0;
            count = count > long.MaxValue ? count : count * Math.Max(extent, 1);
        }

        return isEmpty ? 0 : count > long.MaxValue ? null : count;
    }

    /// <summary>The extents as a shape.</summary>
    /// <exception cref="FormatException"> An extent is negative, there are too many axes, or more elements than one
    /// array can have.
    /// </exception>
    public static Shape ToShape(IReadOnlyList<long> extents)
    {
        if (extents.Count > CheckpointLimits.Rank)
        {
            throw new FormatException($"a tensor of {extents.Count} axes; at most {CheckpointLimits.Rank} are "
                + "supported");
        }

        if (Count(extents) is not Int128 count || count > Array.MaxLength
            || extents.Any(extent => extent > int.MaxValue))
        {
            throw new FormatException($"a tensor [{string.Join(',', extents)}]; "
                + $"expected extents of 0 or more and at most {Array.MaxLength} elements");
        }

        return Shape.Create([.. extents.Select(extent => (int)extent)]);
    }
}
