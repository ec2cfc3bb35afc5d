using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MiniConvViz.Imaging;

/// <summary>Exact percentiles of many floats without sorting them.</summary>
internal static class Percentiles
{
    private const int Digits = 16;
    private const uint DigitMask = (1 << Digits) - 1;

    [ThreadStatic]
    private static int[]? _upper, _lower;

    /// <summary>
    /// Two percentiles (0 to 100) of the finite values, interpolated as <c>numpy.percentile</c> does. Each float is
    /// read as a 32-bit key in the same order; one count over the keys' upper halves finds the bucket, a second one
    /// over the lower halves finds the value in it. NaN where no value is finite.
    /// </summary>
    public static (float Low, float High) Of(ReadOnlySpan<float> values, double low, double high)
    {
        int[] upper = _upper ??= new int[1 << Digits];
        int count = CountUpper(values, upper);
        return count == 0 ? (float.NaN, float.NaN) : (At(values, upper, count, low), At(values, upper, count, high));
    }

    /// <summary>A percentile (0 to 100) of the magnitudes of the finite values; NaN where no value is finite.</summary>
    public static float OfMagnitudes(ReadOnlySpan<float> values, double percent)
    {
        float[] magnitudes = ArrayPool<float>.Shared.Rent(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            magnitudes[i] = MathF.Abs(values[i]);
        }

        ReadOnlySpan<float> all = magnitudes.AsSpan(0, values.Length);
        int[] upper = _upper ??= new int[1 << Digits];
        int count = CountUpper(all, upper);
        float percentile = count == 0 ? float.NaN : At(all, upper, count, percent);
        ArrayPool<float>.Shared.Return(magnitudes);
        return percentile;
    }

    /// <summary>Counts each upper half among the finite values; returns the number of finite values.</summary>
    private static int CountUpper(ReadOnlySpan<float> values, int[] upper)
    {
        Array.Clear(upper);
        int count = 0;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                upper[Key(value) >> Digits]++;
                count++;
            }
        }

        return count;
    }

    private static float At(ReadOnlySpan<float> values, int[] upper, int count, double percent)
    {
        double position = percent / 100 * (count - 1);
        int rank = (int)position;
        double part = position - rank;
        (uint bucket, int place) = Find(upper, rank);
        int[] lower = Count(values, bucket);
        double below = Value(bucket, lower, place);
        if (part == 0)
        {
            return (float)below;
        }

        // The next value in order is nearly always in the same bucket.
        uint next = Find(upper, rank + 1).Bucket;
        double above = next == bucket ? Value(bucket, lower, place + 1) : Value(next, Count(values, next), 0);
        return (float)(below + (part * (above - below)));
    }

    /// <summary>Counts each lower half among the values of one bucket.</summary>
    private static int[] Count(ReadOnlySpan<float> values, uint bucket)
    {
        int[] lower = _lower ??= new int[1 << Digits];
        Array.Clear(lower);

        // The bits that turn a float into its key are the same for all values of a bucket. Most vectors contain no
        // value of the bucket; values that are not finite are in no bucket.
        uint turned = (bucket & (1u << (Digits - 1))) != 0 ? 0x80000000 : 0xFFFFFFFF;
        uint wanted = bucket ^ (turned >> Digits);
        Vector<uint> wantedLanes = new(wanted);
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        while (bits.Length > 0)
        {
            int length = Math.Min(bits.Length, Vector<uint>.Count);
            if (length < Vector<uint>.Count || Vector.EqualsAny(new Vector<uint>(bits) >> Digits, wantedLanes))
            {
                foreach (uint value in bits[..length])
                {
                    if (value >> Digits == wanted)
                    {
                        lower[(value ^ turned) & DigitMask]++;
                    }
                }
            }

            bits = bits[length..];
        }

        return lower;
    }

    private static float Value(uint bucket, int[] lower, int rank) =>
        Value((bucket << Digits) | Find(lower, rank).Bucket);

    /// <summary>The bucket that holds the value at a place, and the place in it.</summary>
    private static (uint Bucket, int Place) Find(int[] counts, int rank)
    {
        uint bucket = 0;
        while (rank >= counts[bucket])
        {
            rank -= counts[bucket++];
        }

        return (bucket, rank);
    }

    // Positive floats sort as unsigned integers once their sign bit is set, negative ones once all bits are inverted.
    private static uint Key(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    private static float Value(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key & 0x7FFFFFFF : ~key);
}
