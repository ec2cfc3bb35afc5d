namespace MiniConvViz.Kernels;

/// <summary>
/// The kernels that compute a fully connected layer on a GPU: the second ladder of docs/how-the-gpu-kernels-work.md.
/// </summary>
internal enum LinearGpuForm
{
    /// <summary>One thread per output element (<see cref="LinearGpuNaive"/>).</summary>
    Naive,

    /// <summary>
    /// A thread block per 4 x 4 outputs, each weight read once (<see cref="LinearGpuFewRows"/>).
    /// </summary>
    FewRows,

    /// <summary>A GEMM in tiles of 64 x 64 (<see cref="GpuGemm64"/>).</summary>
    Gemm64,

    /// <summary>A GEMM in tiles of 128 x 128 (<see cref="GpuGemm128"/>).</summary>
    Gemm128,

    /// <summary>
    /// One thread per 4 rows and 16 outputs, without thread blocks (<see cref="GpuGemmRegisters"/>).
    /// </summary>
    Registers,

    /// <summary>
    /// As Gemm64, with split-K (<see cref="GpuGemmSplit64"/>).
    /// </summary>
    Split64,
}
