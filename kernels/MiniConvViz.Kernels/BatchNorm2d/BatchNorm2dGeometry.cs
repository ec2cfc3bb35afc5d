namespace MiniConvViz.Kernels;

/// <summary>The sizes of a batch normalisation: <c>input [N,C,H,W]</c> and <c>output [N,C,H,W]</c>.</summary>
internal readonly struct BatchNorm2dGeometry
{
    public required int Batch { get; init; }

    public required int Channels { get; init; }

    /// <summary>Values in one channel of one image: H*W.</summary>
    public required int Plane { get; init; }
}
