namespace MiniConvViz.Kernels;

/// <summary>The accumulator of the second pass over a row: the sum of terms around a centre.</summary>
internal readonly struct RowSum<T>(float center, float sum) : IRowSummary<RowSum<T>>
    where T : unmanaged, IRowNormalization
{
    /// <summary>The centre.</summary>
    public float Center { get; } = center;

    /// <summary>The terms added up.</summary>
    public float Sum { get; } = sum;

    /// <inheritdoc/>
    public RowSum<T> Add(float x, int r) => new(Center, Sum + default(T).Term(x, Center));

    /// <inheritdoc/>
    public RowSum<T> Join(RowSum<T> other) => new(Center, Sum + other.Sum);
}
