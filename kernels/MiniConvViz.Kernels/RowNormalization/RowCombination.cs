namespace MiniConvViz.Kernels;

/// <summary>The accumulator of the first pass over a row: its elements combined.</summary>
internal readonly struct RowCombination<T>(float value) : IRowSummary<RowCombination<T>>
    where T : unmanaged, IRowNormalization
{
    /// <summary>The elements combined.</summary>
    public float Value { get; } = value;

    /// <inheritdoc/>
    public RowCombination<T> Add(float x, int r) => new(default(T).Combine(Value, x));

    /// <inheritdoc/>
    public RowCombination<T> Join(RowCombination<T> other) => new(default(T).Combine(Value, other.Value));
}
