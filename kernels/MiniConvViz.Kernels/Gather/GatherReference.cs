namespace MiniConvViz.Kernels;

/// <summary>The definition of gathering slices of a tensor by index.</summary>
internal static class GatherReference
{
    /// <summary>
    /// <c>output[outer,i,inner] = input[outer,indices[i],inner]</c>; indices out of range are replaced by the nearest
    /// slice's.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="indices">[Count], whole numbers from -Length to Length-1.</param>
    /// <param name="output">[Outer,Count,Inner]</param>
    public static void Run(
        in GatherGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> indices, Span<float> output)
    {
        for (int outer = 0; outer < geometry.Outer; outer++)
        {
            for (int i = 0; i < geometry.Count; i++)
            {
                int to = ((outer * geometry.Count) + i) * geometry.Inner;
                int from = ((outer * geometry.Length) + geometry.Slice(indices[i])) * geometry.Inner;
                for (int inner = 0; inner < geometry.Inner; inner++)
                {
                    output[to + inner] = input[from + inner];
                }
            }
        }
    }

    /// <summary>The position of the first index out of range; -1 if there is none.</summary>
    public static int FindOutside(in GatherGeometry geometry, ReadOnlySpan<float> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if (!geometry.Has(indices[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
