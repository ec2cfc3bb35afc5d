namespace MiniConvViz.Kernels;

/// <summary>What the K largest elements are: K times, the first of those that are left.</summary>
internal static class TopKReference
{
    /// <summary><c>output[a,k,b] = the k-th of input[a,...,b] in order</c>, or its place.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,K,Inner]</param>
    public static void Run(in TopKGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int position = 0; position < geometry.Axis.Positions; position++)
        {
            int first = geometry.Axis.First(position);
            int to = geometry.FirstOutput(position);
            int last = -1;
            for (int k = 0; k < geometry.K; k++)
            {
                int best = -1;
                for (int i = 0; i < geometry.Axis.Length; i++)
                {
                    float x = input[first + (i * geometry.Axis.Inner)];
                    bool isLeft =
                        last < 0 || geometry.IsBefore(input[first + (last * geometry.Axis.Inner)], last, x, i);
                    if (isLeft
                        && (best < 0 || geometry.IsBefore(x, i, input[first + (best * geometry.Axis.Inner)], best)))
                    {
                        best = i;
                    }
                }

                output[to + (k * geometry.Axis.Inner)] =
                    geometry.GivesIndices != 0 ? best : input[first + (best * geometry.Axis.Inner)];
                last = best;
            }
        }
    }
}
