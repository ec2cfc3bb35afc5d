namespace MiniConvViz.Kernels;

/// <summary>
/// The kernels that compute a convolution on a GPU. docs/how-the-gpu-kernels-work.md describes the first ones as a
/// ladder, each faster than the one before.
/// </summary>
internal enum Conv2dGpuForm
{
    /// <summary>One thread per output; a rung of the ladder, never chosen (<see cref="Conv2dGpuNaive"/>).</summary>
    Naive,

    /// <summary>
    /// Pixels and filter in shared memory; a rung of the ladder, never chosen (<see cref="Conv2dGpuSharedTile"/>).
    /// </summary>
    SharedTile,

    /// <summary>
    /// One pixel of eight output channels per thread; a rung of the ladder, never chosen
    /// (<see cref="Conv2dGpuRegisterTile"/>).
    /// </summary>
    RegisterTile,

    /// <summary>
    /// As RegisterTile, with vector loads of the weights, sixteen bytes each; a rung of the ladder, never chosen
    /// (<see cref="Conv2dGpuVectorLoads"/>).
    /// </summary>
    VectorLoads,

    /// <summary>
    /// An implicit GEMM in tiles of 64 x 64, 8 x 4 accumulators per thread (<see cref="Conv2dGpuGemm64"/>).
    /// </summary>
    Gemm64,

    /// <summary>
    /// An implicit GEMM in tiles of 128 x 128, 8 x 8 accumulators per thread (<see cref="Conv2dGpuGemm128"/>).
    /// </summary>
    Gemm128,

    /// <summary>
    /// An implicit GEMM in tiles of 64 x 128, 8 x 8 accumulators per thread, for up to 64 output channels
    /// (<see cref="Conv2dGpuGemm64x128"/>).
    /// </summary>
    Gemm64x128,

    /// <summary>
    /// One thread per four pixels and sixteen channels, without shared memory (<see cref="Conv2dGpuRegisters"/>).
    /// </summary>
    Registers,

    /// <summary>One thread per four pixels of one output channel (<see cref="Conv2dGpuDepthwise"/>).</summary>
    Depthwise,

    /// <summary>
    /// A pointwise (1x1) convolution as a GEMM in tiles of 64 x 64 (<see cref="Conv2dGpuPointwise"/>).
    /// </summary>
    Pointwise64,

    /// <summary>
    /// A pointwise (1x1) convolution as a GEMM in tiles of 128 x 128 (<see cref="Conv2dGpuPointwise"/>).
    /// </summary>
    Pointwise128,

    /// <summary>
    /// An implicit GEMM in tiles of 128 x 128 on tensor cores, which round to TF32; chosen only if the caller allows
    /// it (<see cref="Conv2dGpuTensorCores"/>).
    /// </summary>
    TensorCores,

    /// <summary>The same in tiles of 64 x 64 (<see cref="Conv2dGpuTensorCores64"/>).</summary>
    TensorCores64,

    /// <summary>As TensorCores64, with split-K (<see cref="Conv2dGpuTensorCoresSplit64"/>).</summary>
    TensorCoresSplit64,

    /// <summary>
    /// Winograd convolution with 3x3 filters: 36 GEMMs in tiles between two transformations
    /// (<see cref="Conv2dGpuWinograd"/>).
    /// </summary>
    Winograd,

    /// <summary>The same, its GEMMs without shared memory (<see cref="WinogradGpuRegisters"/>).</summary>
    WinogradRegisters,

    /// <summary>
    /// For few input channels: tiles of 8 x 16 pixels by 64 channels, four pixels by sixteen channels per thread,
    /// pixels and filters in the shared memory of 128 threads (<see cref="Conv2dGpuFirstLayer"/>).
    /// </summary>
    FirstLayer,

    /// <summary>
    /// As Gemm64, with split-K: for small layers on large devices (<see cref="Conv2dGpuSplit64"/>).
    /// </summary>
    Split64,

    /// <summary>As Pointwise64, with split-K (<see cref="GpuGemmSplit64"/>).</summary>
    PointwiseSplit64,
}
