namespace MiniConvViz.Kernels;

/// <summary>The ways in which the CPU's vector code computes a convolution.</summary>
internal enum Conv2dAlgorithm
{
    /// <summary>
    /// im2col and a GEMM: windows become columns of a matrix. Input and output in plain layout; computes every
    /// convolution.
    /// </summary>
    Im2colGemm,

    /// <summary>Depthwise convolution; input and output in plain layout.</summary>
    Depthwise,

    /// <summary>Depthwise convolution; input and output in blocked layout.</summary>
    DepthwiseBlocked,

    /// <summary>
    /// Direct convolution: register tiles of pixels and channels, computed from the input without im2col; input and
    /// output in blocked layout.
    /// </summary>
    Direct,

    /// <summary>
    /// As <see cref="Direct"/> for the few channels of an image: input in plain layout, output in blocked layout.
    /// </summary>
    Planes,

    /// <summary>
    /// Winograd's F(2x2, 3x3), input and output in blocked layout: 4/9 of the multiplications of a 3x3 filter with
    /// stride 1.
    /// </summary>
    Winograd2x2,

    /// <summary>
    /// Winograd's F(4x4, 3x3), input and output in blocked layout: a quarter of the multiplications.
    /// </summary>
    Winograd4x4,
}
