namespace MiniConvViz.Kernels;

/// <summary>How a value between pixels is interpolated.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html</remarks>
public enum GridSampleMode
{
    /// <summary>Of the two nearest pixels along each axis, by distance.</summary>
    Bilinear,

    /// <summary>The nearest pixel; half way the one with the even coordinate.</summary>
    Nearest,

    /// <summary>Of the four nearest pixels along each axis, by a cubic polynomial with a = -0.75.</summary>
    Bicubic,
}
