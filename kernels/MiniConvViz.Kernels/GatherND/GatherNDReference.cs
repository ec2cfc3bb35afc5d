namespace MiniConvViz.Kernels;

/// <summary>The definition of gathering elements from places that rows of indices name.</summary>
internal static class GatherNDReference
{
    /// <summary><c>output[row,inner] = input[place(row) + inner]</c>; an index out of range is replaced by the nearest
    /// one.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">The tensor that the places are in.</param>
    /// <param name="indices">[Rows,Depth], whole numbers.</param>
    /// <param name="output">[Rows,Inner]</param>
    public static void Run(
        in PlaceGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> indices, Span<float> output)
    {
        for (int row = 0; row < geometry.Rows; row++)
        {
            int place = Place(geometry, row, indices);
            for (int inner = 0; inner < geometry.Inner; inner++)
            {
                output[(row * geometry.Inner) + inner] = input[place + inner];
            }
        }
    }

    /// <summary>The place that a row of indices names.</summary>
    public static int Place(in PlaceGeometry geometry, int row, ReadOnlySpan<float> indices)
    {
        int place = geometry.Origins.Position(row);
        for (int j = 0; j < geometry.Depth; j++)
        {
            place += geometry.Offset(j, indices[(row * geometry.Depth) + j]);
        }

        return place;
    }

    /// <summary>The position of the first index out of range; -1 if there is none.</summary>
    public static int FindOutside(in PlaceGeometry geometry, ReadOnlySpan<float> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if (!geometry.Has(i % geometry.Depth, indices[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
