namespace MiniConvViz.Kernels;

/// <summary>
/// The ways a GPU can compute a fully connected layer: the second ladder of docs/how-the-gpu-kernels-work.md.
/// </summary>
internal enum LinearGpuForm
{
    /// <summary>One thread per output number (<see cref="LinearGpuNaive"/>).</summary>
    Naive,

    /// <summary>
    /// A group of threads per 4 x 4 outputs, each weight read once (<see cref="LinearGpuFewRows"/>).
    /// </summary>
    FewRows,

    /// <summary>A product of matrices in tiles of 64 x 64 (<see cref="GpuGemm64"/>).</summary>
    Gemm64,

    /// <summary>A product of matrices in tiles of 128 x 128 (<see cref="GpuGemm128"/>).</summary>
    Gemm128,

    /// <summary>One thread per 4 rows and 16 outputs, no groups (<see cref="GpuGemmRegisters"/>).</summary>
    Registers,

    /// <summary>
    /// As Gemm64, the terms of each tile shared out among several groups of threads
    /// (<see cref="GpuGemmSplit64"/>).
    /// </summary>
    Split64,
}
