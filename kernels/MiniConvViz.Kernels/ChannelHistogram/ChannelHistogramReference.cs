namespace MiniConvViz.Kernels;

/// <summary>The definition of the histograms of channels. Every other form is tested against these loops.</summary>
internal static class ChannelHistogramReference
{
    /// <summary>
    /// The number of values of each channel, over all images, in each bin:
    /// <code>output[c,b] = number of n, pixel with from(b) &lt;= input[n,c,pixel] &lt; to(b)</code>
    /// with all three signs changed for negative values. NaN and infinities are left out.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,plane]</param>
    /// <param name="output">[C,<see cref="HistogramBins.Count"/>]</param>
    public static void Run(in ChannelGeometry geometry, ReadOnlySpan<float> input, Span<int> output)
    {
        output.Clear();
        for (int n = 0; n < geometry.Batch; n++)
        {
            for (int c = 0; c < geometry.Channels; c++)
            {
                foreach (float x in input.Slice(((n * geometry.Channels) + c) * geometry.Plane, geometry.Plane))
                {
                    if (float.IsFinite(x))
                    {
                        output[(c * HistogramBins.Count) + BinOf(x)]++;
                    }
                }
            }
        }
    }

    private static int BinOf(float x)
    {
        for (int bin = 0; bin < HistogramBins.Count; bin++)
        {
            (float from, float to) = HistogramBins.RangeOf(bin);
            bool isIn = bin == HistogramBins.Zero ? x == 0f
                : bin > HistogramBins.Zero ? x > 0f && x >= from && x < to
                : x < 0f && x > from && x <= to;
            if (isIn)
            {
                return bin;
            }
        }

        throw new InvalidOperationException($"{x} lies in no bin.");
    }
}
