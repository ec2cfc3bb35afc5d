namespace MiniConvViz.Kernels;

/// <summary>What running sums are.</summary>
internal static class CumSumReference
{
    /// <summary>
    /// <c>output[a,i,b] = sum over j &lt;= i of input[a,j,b]</c>; <c>j &lt; i</c> if exclusive, from the end if
    /// reverse. In double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,Length,Inner]</param>
    public static void Run(in CumSumGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int position = 0; position < geometry.Axis.Positions; position++)
        {
            int at = geometry.Start(position);
            double sum = 0;
            for (int i = 0; i < geometry.Axis.Length; i++, at += geometry.Step)
            {
                double next = sum + input[at];
                output[at] = (float)(geometry.IsExclusive == 0 ? next : sum);
                sum = next;
            }
        }
    }
}
