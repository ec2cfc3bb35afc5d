namespace MiniConvViz.Kernels;

/// <summary>The widths of vector that kernels over <see cref="ChannelBlocks"/> are compiled for.</summary>
internal enum LaneForm
{
    /// <summary>One element at a time.</summary>
    Scalar,

    /// <summary>4 lanes, any 128-bit vector unit: Arm64, older x64.</summary>
    Vector128,

    /// <summary>8 lanes, x64 with AVX2 and FMA.</summary>
    Avx2,

    /// <summary>16 lanes, x64 with AVX-512.</summary>
    Avx512,
}
