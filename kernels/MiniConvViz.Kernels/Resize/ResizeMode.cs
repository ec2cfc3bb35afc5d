namespace MiniConvViz.Kernels;

/// <summary>How many neighbours along each axis a resized number is mixed from.</summary>
public enum ResizeMode
{
    /// <summary>One: it is copied.</summary>
    Nearest,

    /// <summary>Two, by their distance: linear, bilinear, trilinear.</summary>
    Linear,

    /// <summary>Four, by a piecewise cubic: bicubic.</summary>
    Cubic,
}
