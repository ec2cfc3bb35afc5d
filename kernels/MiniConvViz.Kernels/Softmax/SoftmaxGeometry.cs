namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a softmax along one axis of a tensor: <c>[Outer,Length,Inner]</c>, where <see cref="Length"/> is the
/// axis itself and the others are the products of the axes before and after it.
/// </summary>
/// <example>Along the channels of [N,C,H,W]: Outer N, Length C, Inner H*W. Of [N,classes]: N, classes, 1.</example>
public readonly struct SoftmaxGeometry
{
    public required int Outer { get; init; }

    public required int Length { get; init; }

    public required int Inner { get; init; }
}
