namespace MiniConvViz.Kernels;

/// <summary>The interpolation: how many neighbours along each axis a resized value depends on.</summary>
public enum ResizeMode
{
    /// <summary>One, which is copied.</summary>
    Nearest,

    /// <summary>Two, by their distance: linear, bilinear, trilinear.</summary>
    Linear,

    /// <summary>Four, by a piecewise cubic: bicubic.</summary>
    Cubic,
}
