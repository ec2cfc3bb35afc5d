namespace MiniConvViz.Kernels;

/// <summary>
/// The largest element so far, and its index. NaN is larger than any value. Of equal elements the first is kept, or
/// the last; the order in which they are read does not matter.
/// </summary>
internal readonly struct LargestElement : IRowSummary<LargestElement>
{
    private readonly float _value;
    private readonly int _selectLast;

    private LargestElement(float value, int index, int selectLast)
    {
        _value = value;
        _selectLast = selectLast;
        Index = index;
    }

    /// <summary>Its index in the row.</summary>
    public int Index { get; }

    /// <summary>
    /// The identity element, the accumulator of no elements: its value is less than any other, and its index is such
    /// that an equal element replaces it.
    /// </summary>
    public static LargestElement Identity(bool selectLast) =>
        new(float.NegativeInfinity, selectLast ? -1 : int.MaxValue, selectLast ? 1 : 0);

    /// <inheritdoc/>
    public LargestElement Add(float x, int r) => Join(new LargestElement(x, r, _selectLast));

    /// <inheritdoc/>
    public LargestElement Join(LargestElement other)
    {
        bool isNaN = float.IsNaN(_value);
        bool isOtherNaN = float.IsNaN(other._value);
        bool isEqual = other._value == _value || (isNaN && isOtherNaN);
        bool isBefore = other.Index < Index;
        bool isChosen = isEqual && isBefore == (_selectLast == 0);
        return other._value > _value || (isOtherNaN && !isNaN) || isChosen ? other : this;
    }
}
