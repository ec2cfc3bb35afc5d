namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of an operator that works along one axis of a tensor: <c>[Outer,Length,Inner]</c>, where
/// <see cref="Length"/> is the axis itself and the others are the products of the axes before and after it. The Length
/// numbers of one position belong together: they share a softmax, a mean, a largest one.
/// </summary>
/// <example>Along the channels of [N,C,H,W]: Outer N, Length C, Inner H*W. Of [N,classes]: N, classes, 1.</example>
internal readonly struct AxisGeometry
{
    public required int Outer { get; init; }

    public required int Length { get; init; }

    public required int Inner { get; init; }

    /// <summary>How many positions there are, each with Length numbers.</summary>
    public int Positions => Outer * Inner;

    /// <summary>Where the first number of a position lies; the next is Inner further on.</summary>
    public int First(int index) => (index / Inner * Length * Inner) + (index % Inner);
}
