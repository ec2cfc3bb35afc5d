namespace MiniConvViz.Kernels;

/// <summary>The centre of a part of a row, the sum around it, and how many elements the part has.</summary>
/// <typeparam name="T">The normalisation, which defines centre and sum.</typeparam>
internal readonly struct RowStatistics<T>(float center, float sum, int count) : IRowJoin<RowStatistics<T>>
    where T : unmanaged, IRowNormalization
{
    /// <summary>Its size in the device's memory.</summary>
    public const int Floats = 3;

    /// <summary>The centre of the part's own elements.</summary>
    public float Center { get; } = center;

    /// <summary>The sum of the terms around that centre.</summary>
    public float Sum { get; } = sum;

    /// <summary>How many elements.</summary>
    public int Count { get; } = count;

    /// <summary>
    /// Both parts together: the sums are moved to the common centre, then added. No large values are subtracted from
    /// each other. Source, for a variance: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for
    /// Computing Sample Variances", 1979; for a softmax: Milakov and Gimelshein, "Online normalizer calculation for
    /// softmax", 2018.
    /// </summary>
    public RowStatistics<T> Join(RowStatistics<T> other)
    {
        int count = Count + other.Count;
        float share = count == 0 ? 0f : (float)other.Count / count;
        float center = default(T).Meet(Center, other.Center, share);
        float sum = default(T).Shift(Sum, Count, Center, center)
            + default(T).Shift(other.Sum, other.Count, other.Center, center);
        return new RowStatistics<T>(center, sum, count);
    }
}
