namespace MiniConvViz.Kernels;

/// <summary>The sizes of choosing the K largest, or smallest, elements along one axis, in order.</summary>
/// <remarks>Shapes: <c>input [Outer,Length,Inner]</c>, <c>output [Outer,K,Inner]</c>.</remarks>
internal readonly struct TopKGeometry
{
    public required AxisGeometry Axis { get; init; }

    public required int K { get; init; }

    /// <summary>1 for the largest elements, 0 for the smallest.</summary>
    public required int IsLargest { get; init; }

    /// <summary>1 where the output is the places of the elements, 0 where it is the elements.</summary>
    public required int GivesIndices { get; init; }

    /// <summary>Where in memory the first output of a position lies; the next is Inner further on.</summary>
    public int FirstOutput(int position) => (position / Axis.Inner * K * Axis.Inner) + (position % Axis.Inner);

    /// <summary>
    /// Whether element a at place i comes before element b at place j: by value, NaN being the largest, and of equal
    /// elements the first one first.
    /// </summary>
    public bool IsBefore(float a, int i, float b, int j)
    {
        bool isLarger = a > b || (float.IsNaN(a) && !float.IsNaN(b));
        bool isSmaller = a < b || (float.IsNaN(b) && !float.IsNaN(a));
        return isLarger ? IsLargest != 0 : isSmaller ? IsLargest == 0 : i < j;
    }
}
