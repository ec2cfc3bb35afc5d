namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of an operator that works along one axis of a tensor: <c>[Outer,Length,Inner]</c>, where
/// <see cref="Length"/> is the axis itself and the others are the products of the axes before and after it. The
/// Length values of one position belong together: they have a common softmax, mean or maximum.
/// </summary>
/// <example>Along the channels of [N,C,H,W]: Outer N, Length C, Inner H*W. Of [N,classes]: N, classes, 1.</example>
internal readonly struct AxisGeometry
{
    public required int Outer { get; init; }

    public required int Length { get; init; }

    public required int Inner { get; init; }

    /// <summary>How many positions there are, each with Length values.</summary>
    public int Positions => Outer * Inner;

    /// <summary>The offset of the first value of a position; the next one is Inner further.</summary>
    public int First(int index) => (index / Inner * Length * Inner) + (index % Inner);
}
