namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of scattering: the rows of updates are applied one after the other, in float32, so that the result is
/// defined where several have one place, and of the same bits on every device.
/// </summary>
internal static class ScatterNDReference
{
    /// <summary>
    /// <c>output = input</c>, then for each row in order
    /// <c>output[place(row) + inner] = reduce(output[place(row) + inner], updates[row,inner])</c>.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Count]</param>
    /// <param name="indices">[Rows,Depth], whole numbers.</param>
    /// <param name="updates">[Rows,Inner]</param>
    /// <param name="output">[Count]</param>
    public static void Run(
        in ScatterGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> indices,
        ReadOnlySpan<float> updates,
        Span<float> output)
    {
        input.CopyTo(output);
        int inner = geometry.Places.Inner;
        for (int row = 0; row < geometry.Places.Rows; row++)
        {
            int place = GatherNDReference.Place(geometry.Places, row, indices);
            for (int i = 0; i < inner; i++)
            {
                output[place + i] = geometry.Apply(output[place + i], updates[(row * inner) + i]);
            }
        }
    }
}
