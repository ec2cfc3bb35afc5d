namespace MiniConvViz.Kernels;

/// <summary>
/// A walk through a view in row-major order that goes from row to row with additions alone: like an odometer, it steps
/// the innermost axis that has a place left and sets those inside it back.
/// </summary>
internal unsafe struct StridedWalk
{
    private readonly int _last;
    private fixed int _extents[AxisInts.MaxRank];
    private fixed int _strides[AxisInts.MaxRank];
    private fixed int _places[AxisInts.MaxRank];

    /// <summary>Begins at the view's number <paramref name="index"/>; the view has at least one axis.</summary>
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

    /// <summary>Where in memory the walk stands.</summary>
    public int Position { get; private set; }

    /// <summary>How many numbers of the innermost axis lie ahead, the one at <see cref="Position"/> included.</summary>
    public readonly int RowLeft => _extents[_last] - _places[_last];

    /// <summary>Goes on by <paramref name="count"/> numbers, at most to the beginning of the next row.</summary>
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
