using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The shape of two tensors under broadcasting: aligned at the innermost axis, where a size of 1, or a missing axis,
/// fits any size.
/// </summary>
/// <remarks>Source: https://numpy.org/doc/stable/user/basics.broadcasting.html</remarks>
internal static class BroadcastShape
{
    /// <summary>The larger extent on every axis: <c>[2,3,4,5]</c> and <c>[3,1,1]</c> make <c>[2,3,4,5]</c>.</summary>
    /// <exception cref="ShapeException">Two sizes of an axis differ and neither is 1, or the rank exceeds
    /// 8.</exception>
    public static Shape Of(Shape left, Shape right)
    {
        int[] extents = new int[Math.Max(left.Rank, right.Rank)];
        if (extents.Length > BroadcastGeometry.MaxRank)
        {
            throw new ShapeException($"expected at most {BroadcastGeometry.MaxRank} axes, got {left} and {right}");
        }

        for (int fromBack = 1; fromBack <= extents.Length; fromBack++)
        {
            int leftExtent = fromBack <= left.Rank ? left[^fromBack] : 1;
            int rightExtent = fromBack <= right.Rank ? right[^fromBack] : 1;
            if (leftExtent != rightExtent && leftExtent != 1 && rightExtent != 1)
            {
                throw new ShapeException(
                    $"expected two shapes whose sizes, from the last axis on, are equal or 1, got {left} and {right}");
            }

            extents[^fromBack] = leftExtent == 1 ? rightExtent : leftExtent;
        }

        return Shape.Create(extents);
    }
}
