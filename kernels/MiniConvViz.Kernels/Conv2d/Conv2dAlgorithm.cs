namespace MiniConvViz.Kernels;

/// <summary>The ways in which the CPU's vector code computes a convolution.</summary>
internal enum Conv2dAlgorithm
{
    /// <summary>im2col and a GEMM: windows become columns of a matrix. Plain in and out: takes every convolution.</summary>
    Im2colGemm,

    /// <summary>Every channel filtered by itself, plain in and out.</summary>
    Depthwise,

    /// <summary>Every channel filtered by itself, in and out in blocks of channels.</summary>
    DepthwiseBlocked,

    /// <summary>Sums of tiles of pixels and channels straight from the input, blocked in and out.</summary>
    Direct,

    /// <summary>As <see cref="Direct"/> over the few channels of a picture, plain in and blocked out.</summary>
    Planes,

    /// <summary>
    /// Winograd's F(2x2, 3x3), blocked in and out: 4/9 of the multiplications of a 3x3 filter with stride 1.
    /// </summary>
    Winograd2x2,

    /// <summary>Winograd's F(4x4, 3x3), blocked in and out: a quarter of the multiplications.</summary>
    Winograd4x4,
}
