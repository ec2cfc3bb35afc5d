namespace MiniConvViz.Kernels;

/// <summary>
/// An iterator over a view in row-major order, which advances from row to row by additions alone: like an odometer,
/// it increments the innermost axis that is not at its end and resets those inside it.
/// </summary>
internal unsafe struct StridedWalk
{
    private readonly int _last;
    private fixed int _extents[AxisInts.MaxRank];
    private fixed int _strides[AxisInts.MaxRank];
    private fixed int _places[AxisInts.MaxRank];

    /// <summary>Begins at the view's element <paramref name="index"/>; the view has at least one axis.</summary>
    public StridedWalk(in StridedView view, int index)
    {
        Position = view.Position(index);
        _last = view.Rank - 1;
        for (int axis = _last; axis >= 0; axis--)
        {
            _extents[axis] = view.Extents[axis];
            _strides[axis] = view.Strides[axis];
            _places[axis] = index % _extents[axis];
            index /= _extents[axis];
        }
    }

    /// <summary>The offset of the current element.</summary>
    public int Position { get; private set; }

    /// <summary>
    /// How many elements of the innermost axis are left, including the one at <see cref="Position"/>.
    /// </summary>
    public readonly int RowLeft => _extents[_last] - _places[_last];

    /// <summary>Advances by <paramref name="count"/> elements, at most to the beginning of the next row.</summary>
    public void Advance(int count)
    {
        int axis = _last;
        _places[axis] += count;
        Position += count * _strides[axis];
        while (_places[axis] == _extents[axis] && axis > 0)
        {
            Position -= _extents[axis] * _strides[axis];
            _places[axis] = 0;
            axis--;
            _places[axis]++;
            Position += _strides[axis];
        }
    }
}
