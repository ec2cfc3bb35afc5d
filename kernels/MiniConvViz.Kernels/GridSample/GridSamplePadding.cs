namespace MiniConvViz.Kernels;

/// <summary>What lies outside of the image that a grid samples.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html</remarks>
public enum GridSamplePadding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The nearest pixel of the border.</summary>
    Border,

    /// <summary>The image, reflected at its border as often as needed.</summary>
    Reflection,
}
