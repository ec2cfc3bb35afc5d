namespace MiniConvViz.Kernels;

/// <summary>The interpolation between pixels.</summary>
/// <param name="Mode">How many neighbours are combined.</param>
/// <param name="Coordinates">The input coordinate of an output position.</param>
/// <param name="Rounding">Which neighbour <see cref="ResizeMode.Nearest"/> takes.</param>
/// <param name="CubicCoefficient">
/// The coefficient a of <see cref="ResizeMode.Cubic"/>, on which its overshoot at edges depends; PyTorch's is -0.75.
/// </param>
/// <param name="ExcludeOutside">
/// Whether neighbours outside the image have the weight 0; otherwise they have the edge's value.
/// </param>
public readonly record struct ResizeRule(
    ResizeMode Mode,
    ResizeCoordinates Coordinates,
    ResizeRounding Rounding = ResizeRounding.Floor,
    float CubicCoefficient = -0.75f,
    bool ExcludeOutside = false)
{
    /// <summary>PyTorch's <c>mode='nearest'</c>.</summary>
    public static ResizeRule Nearest => new(ResizeMode.Nearest, ResizeCoordinates.Asymmetric);

    /// <summary>PyTorch's <c>mode='nearest-exact'</c>.</summary>
    public static ResizeRule NearestExact =>
        new(ResizeMode.Nearest, ResizeCoordinates.HalfPixel, ResizeRounding.RoundPreferCeil);

    /// <summary>PyTorch's <c>mode='linear'</c>, <c>'bilinear'</c> and <c>'trilinear'</c>.</summary>
    public static ResizeRule Linear(bool alignCorners = false) => new(ResizeMode.Linear, Corners(alignCorners));

    /// <summary>PyTorch's <c>mode='bicubic'</c>.</summary>
    public static ResizeRule Cubic(bool alignCorners = false) => new(ResizeMode.Cubic, Corners(alignCorners));

    private static ResizeCoordinates Corners(bool align) =>
        align ? ResizeCoordinates.AlignCorners : ResizeCoordinates.HalfPixel;
}
