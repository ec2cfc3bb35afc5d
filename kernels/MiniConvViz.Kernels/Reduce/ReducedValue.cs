namespace MiniConvViz.Kernels;

/// <summary>The accumulator of an <see cref="IReduction"/> in float, as GPU kernels use it.</summary>
internal readonly struct ReducedValue<T>(float value) : IRowSummary<ReducedValue<T>>
    where T : unmanaged, IReduction
{
    /// <summary>The elements combined.</summary>
    public float Value { get; } = value;

    /// <inheritdoc/>
    public ReducedValue<T> Add(float x, int r) => new(default(T).Combine(Value, x));

    /// <inheritdoc/>
    public ReducedValue<T> Join(ReducedValue<T> other) => new(default(T).Combine(Value, other.Value));
}
