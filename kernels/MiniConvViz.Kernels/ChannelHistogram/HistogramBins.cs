namespace MiniConvViz.Kernels;

/// <summary>
/// The bins of histograms of activations: one bin for each power of two of either sign, and one for exactly zero. The
/// range of the values is not needed in advance, so histograms of different runs, layers and networks can be added
/// and compared. The bin of a float is computed from its exponent bits.
/// <code>
/// bin      0      ..     30          31         32        33         34      ..     64
///      (.., -2^15]  (-2^-14, -2^-15]  (-2^-15, 0)  0  (0, 2^-15)  [2^-15, 2^-14)   [2^15, ..)
/// </code>
/// </summary>
internal static class HistogramBins
{
    /// <summary>How many there are.</summary>
    public const int Count = (2 * Octaves) + 1;

    /// <summary>The bin of exactly zero.</summary>
    public const int Zero = Octaves;

    /// <summary>Bins on either side of zero.</summary>
    private const int Octaves = 32;

    /// <summary>The exponent of the bin next to zero: 2^-16, and all that is nearer to zero.</summary>
    private const int Smallest = -16;

    /// <summary>An IEEE 754 float: a sign, eight bits of exponent + 127, and 23 bits after the point.</summary>
    private const uint Magnitude = 0x7fffffff, Infinity = 0x7f800000;

    private const int FractionBits = 23, Bias = 127;

    /// <summary>
    /// The words of 4 bytes that this number of histograms takes, rounded up: views of device memory begin at
    /// multiples of 16 bytes.
    /// </summary>
    public static int WordsOf(int histograms) => ((histograms * Count) + 3) / 4 * 4;

    /// <summary>Whether a float with these bits has a bin: NaN and infinities have none.</summary>
    public static bool Contain(uint bits) => (bits & Magnitude) < Infinity;

    /// <summary>The bin of the finite float with these bits.</summary>
    public static int IndexOf(uint bits)
    {
        uint magnitude = bits & Magnitude;
        int octave = (int)(magnitude >> FractionBits) - Bias - Smallest;
        octave = octave < 0 ? 0 : octave;
        octave = octave >= Octaves ? Octaves - 1 : octave;
        int distance = magnitude == 0 ? 0 : octave + 1;
        return bits > Magnitude ? Zero - distance : Zero + distance;
    }

    /// <summary>
    /// The lower and the upper limit of a bin; the end nearer to zero belongs to the bin, the
    /// other one to its neighbour. The outermost bins reach to infinity.
    /// </summary>
    public static (float From, float To) RangeOf(int bin)
    {
        int distance = Math.Abs(bin - Zero);
        float inner = distance <= 1 ? 0f : MathF.ScaleB(1f, Smallest + distance - 1);
        float outer = distance switch
        {
            0 => 0f,
            Octaves => float.PositiveInfinity,
            _ => MathF.ScaleB(1f, Smallest + distance),
        };
        return bin < Zero ? (-outer, 0f - inner) : (inner, outer);
    }
}
