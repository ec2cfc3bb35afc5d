namespace MiniConvViz.Kernels;

/// <summary>The kernels that compute a matrix product on a GPU.</summary>
internal enum MatMulGpuForm
{
    /// <summary>One thread per output element (<see cref="MatMulGpuNaive"/>).</summary>
    Naive,

    /// <summary>A GEMM in tiles of 64 x 64, 8 x 4 accumulators per thread (<see cref="GpuGemm64"/>).</summary>
    Gemm64,

    /// <summary>A GEMM in tiles of 128 x 128, 8 x 8 accumulators per thread (<see cref="GpuGemm128"/>).</summary>
    Gemm128,

    /// <summary>
    /// One thread per 4 rows and 16 columns, without thread blocks (<see cref="GpuGemmRegisters"/>).
    /// </summary>
    Registers,

    /// <summary>
    /// As Gemm64, with split-K (<see cref="GpuGemmSplit64"/>).
    /// </summary>
    Split64,
}
