namespace MiniConvViz.Kernels;

/// <summary>The sizes of running sums along one axis, and how they run.</summary>
internal readonly struct CumSumGeometry
{
    public required AxisGeometry Axis { get; init; }

    /// <summary>1 for sums without the element itself, else 0.</summary>
    public required int IsExclusive { get; init; }

    /// <summary>1 for sums that run from the last element to the first, else 0.</summary>
    public required int IsReverse { get; init; }

    /// <summary>Where in memory the first element of a position lies.</summary>
    public int Start(int position) =>
        Axis.First(position) + (IsReverse == 0 ? 0 : (Axis.Length - 1) * Axis.Inner);

    /// <summary>Elements in memory from one to the next that is added.</summary>
    public int Step => IsReverse == 0 ? Axis.Inner : -Axis.Inner;
}
