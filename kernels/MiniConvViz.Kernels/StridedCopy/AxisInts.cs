namespace MiniConvViz.Kernels;

/// <summary>
/// One int for each axis of a tensor of up to eight axes: an array that can be passed to GPU kernels by value.
/// </summary>
internal readonly struct AxisInts
{
    /// <summary>The most axes a tensor may have.</summary>
    public const int MaxRank = 8;

    private readonly int _value0;
    private readonly int _value1;
    private readonly int _value2;
    private readonly int _value3;
    private readonly int _value4;
    private readonly int _value5;
    private readonly int _value6;
    private readonly int _value7;

    /// <summary>At most <see cref="MaxRank"/> values, the outermost axis first; axes without one have 0.</summary>
    public AxisInts(ReadOnlySpan<int> values)
    {
        Span<int> all = stackalloc int[MaxRank];
        all.Clear();
        values.CopyTo(all);
        _value0 = all[0];
        _value1 = all[1];
        _value2 = all[2];
        _value3 = all[3];
        _value4 = all[4];
        _value5 = all[5];
        _value6 = all[6];
        _value7 = all[7];
    }

    /// <summary>The value of one axis; 0 is the outermost.</summary>
    public int this[int axis] => axis switch
    {
        0 => _value0,
        1 => _value1,
        2 => _value2,
        3 => _value3,
        4 => _value4,
        5 => _value5,
        6 => _value6,
        _ => _value7,
    };

    /// <summary>The same values but for one axis.</summary>
    public AxisInts With(int axis, int value)
    {
        Span<int> values = stackalloc int[MaxRank];
        CopyTo(values);
        values[axis] = value;
        return new AxisInts(values);
    }

    /// <summary>Writes the values of the first axes, as many as there is room for.</summary>
    public void CopyTo(Span<int> values)
    {
        for (int axis = 0; axis < values.Length; axis++)
        {
            values[axis] = this[axis];
        }
    }
}
