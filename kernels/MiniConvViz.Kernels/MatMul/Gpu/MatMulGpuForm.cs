namespace MiniConvViz.Kernels;

/// <summary>The ways a GPU can compute a product of matrices.</summary>
internal enum MatMulGpuForm
{
    /// <summary>One thread per output number (<see cref="MatMulGpuNaive"/>).</summary>
    Naive,

    /// <summary>In tiles of 64 x 64, 8 x 4 per thread (<see cref="GpuGemm64"/>).</summary>
    Gemm64,

    /// <summary>In tiles of 128 x 128, 8 x 8 per thread (<see cref="GpuGemm128"/>).</summary>
    Gemm128,

    /// <summary>One thread per 4 rows and 16 columns, no groups (<see cref="GpuGemmRegisters"/>).</summary>
    Registers,

    /// <summary>
    /// As Gemm64, the terms of each tile shared out among several groups of threads
    /// (<see cref="GpuGemmSplit64"/>).
    /// </summary>
    Split64,
}
