namespace MiniConvViz.Imaging;

/// <summary>Exact percentiles of many floats without sorting them.</summary>
internal static class Percentiles
{
    private const int Digits = 16;
    private const uint DigitMask = (1 << Digits) - 1;

    /// <summary>
    /// Two percentiles (0 to 100) of the finite values, interpolated as <c>numpy.percentile</c> does. Each float is
    /// read as a 32-bit key in the same order; one count over the keys' upper halves finds the bucket, a second one
    /// over the lower halves finds the value in it. NaN where no value is finite.
    /// </summary>
    public static (float Low, float High) Of(ReadOnlySpan<float> values, double low, double high)
    {
        int[] upper = new int[1 << Digits];
        int count = 0;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                upper[Key(value) >> Digits]++;
                count++;
            }
        }

        return count == 0 ? (float.NaN, float.NaN) : (At(values, upper, count, low), At(values, upper, count, high));
    }

    private static float At(ReadOnlySpan<float> values, int[] upper, int count, double percent)
    {
        double position = percent / 100 * (count - 1);
        int rank = (int)position;
        double below = Ranked(values, upper, rank);
        double part = position - rank;
        return (float)(part == 0 ? below : below + (part * (Ranked(values, upper, rank + 1) - below)));
    }

    /// <summary>The value that stands at place <paramref name="rank"/> when all are sorted.</summary>
    private static float Ranked(ReadOnlySpan<float> values, int[] upper, int rank)
    {
        uint bucket = Find(upper, ref rank);
        int[] lower = new int[1 << Digits];
        foreach (float value in values)
        {
            uint key = Key(value);
            if (key >> Digits == bucket && float.IsFinite(value))
            {
                lower[key & DigitMask]++;
            }
        }

        return Value((bucket << Digits) | Find(lower, ref rank));
    }

    private static uint Find(int[] counts, ref int rank)
    {
        uint bucket = 0;
        while (rank >= counts[bucket])
        {
            rank -= counts[bucket++];
        }

        return bucket;
    }

    // Positive floats sort as unsigned integers once their sign bit is set, negative ones once all bits are turned.
    private static uint Key(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    private static float Value(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key & 0x7FFFFFFF : ~key);
}
