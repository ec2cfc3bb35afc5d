namespace MiniConvViz.Kernels;

/// <summary>
/// How long a convolution takes in each form on a GPU, estimated by <see cref="GpuTime"/>, in clocks.
/// </summary>
internal static class Conv2dGpuTimes
{
    /// <summary>
    /// The forms of which the model estimates the time; on a GPU they may be chosen if there are enough channels.
    /// </summary>
    /// <remarks>Of two with the same time the first is chosen: it loads less.</remarks>
    public static IReadOnlyList<Conv2dGpuForm> Forms { get; } =
    [
        Conv2dGpuForm.FirstLayer,
        Conv2dGpuForm.Pointwise64,
        Conv2dGpuForm.Pointwise128,
        Conv2dGpuForm.PointwiseSplit64,
        Conv2dGpuForm.Gemm64,
        Conv2dGpuForm.Gemm64x128,
        Conv2dGpuForm.Gemm128,
        Conv2dGpuForm.Split64,
        Conv2dGpuForm.Winograd,
        Conv2dGpuForm.TensorCores,
        Conv2dGpuForm.TensorCores64,
        Conv2dGpuForm.TensorCoresSplit64,
    ];

    /// <summary>The time of one of <see cref="Forms"/> that fits; infinite if it is unsuitable.</summary>
    public static double Of(Conv2dGpuForm form, GpuAccelerator gpu, in Conv2dGeometry geometry) => form switch
    {
        Conv2dGpuForm.FirstLayer => Tiles(
            gpu,
            geometry,
            Conv2dGpuFirstLayer.Blocks(geometry),
            geometry.GroupInChannels,
            Conv2dGpuFirstLayer.Block(geometry)) + (geometry.GroupInChannels * GpuTime.Latency),
        Conv2dGpuForm.Gemm64 => Tiles(
            gpu,
            geometry,
            Conv2dGpuGemm64.Tiles(geometry),
            Conv2dGpuGemm64.Steps(geometry),
            Conv2dGpuGemm64.Block),
        Conv2dGpuForm.Gemm64x128 => Tiles(
            gpu,
            geometry,
            Conv2dGpuGemm64x128.Tiles(geometry),
            Conv2dGpuGemm64.Steps(geometry),
            Conv2dGpuGemm64x128.Block),
        Conv2dGpuForm.Gemm128 => Tiles(
            gpu,
            geometry,
            Conv2dGpuGemm128.Tiles(geometry),
            Conv2dGpuGemm64.Steps(geometry),
            Conv2dGpuGemm128.Block),
        Conv2dGpuForm.TensorCores => Tiles(
            gpu,
            geometry,
            Conv2dGpuTensorCores.Tiles(geometry),
            Conv2dGpuTensorCores64.Steps(geometry),
            Conv2dGpuTensorCores.Block),
        Conv2dGpuForm.TensorCores64 => Tiles(
            gpu,
            geometry,
            Conv2dGpuTensorCores64.Tiles(geometry),
            Conv2dGpuTensorCores64.Steps(geometry),
            Conv2dGpuTensorCores64.Block),
        Conv2dGpuForm.Split64 => Conv2dGpuSplit64.Suits(gpu, geometry)
            ? Split(gpu, geometry, Conv2dGpuGemm64.Steps(geometry), Conv2dGpuSplit64.Block)
            : double.PositiveInfinity,
        Conv2dGpuForm.TensorCoresSplit64 => Conv2dGpuTensorCoresSplit64.Suits(gpu, geometry)
            ? Split(gpu, geometry, Conv2dGpuTensorCores64.Steps(geometry), Conv2dGpuTensorCoresSplit64.Block)
            : double.PositiveInfinity,
        Conv2dGpuForm.Pointwise64 => GpuGemmTimes.Gemm64(gpu, Conv2dGpuPointwise.Geometry(geometry)),
        Conv2dGpuForm.Pointwise128 => GpuGemmTimes.Gemm128(gpu, Conv2dGpuPointwise.Geometry(geometry)),
        Conv2dGpuForm.PointwiseSplit64 => GpuGemmTimes.Split64(gpu, Conv2dGpuPointwise.Geometry(geometry)),
        Conv2dGpuForm.Winograd => Conv2dGpuWinograd.Time(gpu, geometry),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "the model does not know this form"),
    };

    private static double Tiles(
        GpuAccelerator gpu, in Conv2dGeometry geometry, long tiles, int steps, GpuBlock block) =>
        GpuTime.Launch + Math.Max(
            GpuTime.Blocks(gpu.Multiprocessors, tiles, steps, block),
            GpuTime.Memory(gpu.Multiprocessors, Bytes(geometry)));

    private static double Split(GpuAccelerator gpu, in Conv2dGeometry geometry, int steps, GpuBlock block) => Math.Max(
        GpuSplit.Time(gpu.Multiprocessors, Conv2dGpuGemm64.Tiles(geometry), steps, block),
        GpuTime.Memory(gpu.Multiprocessors, Bytes(geometry)) + (2 * GpuTime.Launch));

    // The bytes of input, weights and output, each counted once.
    private static double Bytes(in Conv2dGeometry geometry)
    {
        double input = (double)geometry.Batch * geometry.InChannels * geometry.InHeight * geometry.InWidth;
        double output = (double)geometry.Batch * geometry.OutChannels * geometry.OutHeight * geometry.OutWidth;
        return sizeof(float) * (input + output + ((double)geometry.OutChannels * geometry.Terms));
    }
}
