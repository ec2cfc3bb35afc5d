using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniConvViz.Kernels;

namespace MiniConvViz.Statistics;

/// <summary>
/// The number of finite values between one power of two and the next, on either side of zero, and of zeros. The bins
/// are the same for all histograms, so that those of different runs and layers can be added and compared.
/// </summary>
/// <remarks>TensorBoard's first histograms had bins that grow by a factor of 1.1; a factor of two needs no
/// logarithm.</remarks>
public sealed class Histogram : IEquatable<Histogram>
{
    private Histogram(ImmutableArray<long> counts) => Counts = counts;

    /// <summary>
    /// Where each bin begins and ends, from the most negative to the most positive. The end nearer to zero belongs to
    /// the bin; the bin of exactly zero begins and ends there; the outermost bins have no end.
    /// </summary>
    public static ImmutableArray<(float From, float To)> Bins { get; } =
        [.. Enumerable.Range(0, HistogramBins.Count).Select(HistogramBins.RangeOf)];

    /// <summary>Index of the bin of exactly zero.</summary>
    public static int ZeroBin => HistogramBins.Zero;

    /// <summary>The number of values in each bin.</summary>
    public ImmutableArray<long> Counts { get; }

    /// <summary>The histogram of some values; NaN and infinities are left out.</summary>
    public static Histogram Of(ReadOnlySpan<float> values)
    {
        Span<int> counts = stackalloc int[HistogramBins.Count];
        counts.Clear();
        Count(values, counts);
        return Of(counts);
    }

    /// <summary>The histogram of two sets of values taken together.</summary>
    public static Histogram operator +(Histogram left, Histogram right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        long[] sums = new long[HistogramBins.Count];
        for (int bin = 0; bin < sums.Length; bin++)
        {
            sums[bin] = left.Counts[bin] + right.Counts[bin];
        }

        return new Histogram(ImmutableCollectionsMarshal.AsImmutableArray(sums));
    }

    /// <summary>Whether both have the same count in every bin.</summary>
    public bool Equals(Histogram? other) => other is not null && Counts.AsSpan().SequenceEqual(other.Counts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Histogram);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Counts[ZeroBin], Counts.Max());

    /// <summary>The counts, one for each bin.</summary>
    internal static Histogram Of(ReadOnlySpan<int> counts)
    {
        long[] longs = new long[counts.Length];
        for (int bin = 0; bin < longs.Length; bin++)
        {
            longs[bin] = counts[bin];
        }

        return new Histogram(ImmutableCollectionsMarshal.AsImmutableArray(longs));
    }

    /// <summary>Adds fewer than 2^31 values to the counts so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Count(ReadOnlySpan<float> values, Span<int> counts)
    {
        foreach (uint bits in MemoryMarshal.Cast<float, uint>(values))
        {
            if (HistogramBins.Contain(bits))
            {
                counts[HistogramBins.IndexOf(bits)]++;
            }
        }
    }
}
