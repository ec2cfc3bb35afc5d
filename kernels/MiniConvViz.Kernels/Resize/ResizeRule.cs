namespace MiniConvViz.Kernels;

/// <summary>How numbers between the pixels are made.</summary>
/// <param name="Mode">How many neighbours are mixed.</param>
/// <param name="Coordinates">Where an output position looks.</param>
/// <param name="Rounding">Which neighbour <see cref="ResizeMode.Nearest"/> takes.</param>
/// <param name="CubicCoefficient">How far <see cref="ResizeMode.Cubic"/> swings over an edge; PyTorch's is
/// -0.75.</param>
/// <param name="ExcludeOutside">Neighbours outside the image get no weight, instead of the edge's value.</param>
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
