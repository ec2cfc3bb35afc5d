namespace MiniConvViz.Kernels;

/// <summary>
/// The properties of each <see cref="Conv2dGpuForm"/>: which convolutions it fits, the packing of its weights and its
/// launch; and the choice of one for a convolution.
/// </summary>
internal static partial class Conv2dGpuForms
{
    /// <summary>Packs weights in the order in which a form reads them.</summary>
    /// <param name="form">Any form.</param>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public static float[] Pack(
        Conv2dGpuForm form, in Conv2dGeometry geometry, ReadOnlySpan<float> weight) => form switch
        {
            Conv2dGpuForm.Gemm64 or Conv2dGpuForm.Split64 or Conv2dGpuForm.Gemm64x128 =>
                Conv2dGpuGemm64.Terms.Pack(geometry, weight),
            Conv2dGpuForm.Gemm128 => Conv2dGpuGemm128.Terms.Pack(geometry, weight),
            Conv2dGpuForm.TensorCores => Conv2dGpuTensorCores.Pack(geometry, weight),
            Conv2dGpuForm.TensorCores64 or Conv2dGpuForm.TensorCoresSplit64 =>
                Conv2dGpuTensorCores64.Pack(geometry, weight),
            Conv2dGpuForm.VectorLoads => Conv2dGpuVectorLoads.Pack(geometry, weight),
            Conv2dGpuForm.Registers => Conv2dGpuRegisters.Terms.Pack(geometry, weight),
            Conv2dGpuForm.Winograd or Conv2dGpuForm.WinogradRegisters =>
                Conv2dGpuWinograd.Pack(form, geometry, weight),
            Conv2dGpuForm.FirstLayer => Conv2dGpuFirstLayer.Pack(geometry, weight),
            _ => weight.ToArray(),
        };

    /// <summary>
    /// <c>output = clamp(conv(input, weight) + bias + residual)</c>, where conv is that of
    /// <see cref="Conv2dReference"/> with accumulators in float; on tensor cores, of values rounded to
    /// <see cref="Tf32"/>.
    /// </summary>
    /// <param name="form">One that fits.</param>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="operands">The operands; the weights are packed by <see cref="Pack"/>.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        Conv2dGpuForm form, GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands)
    {
        switch (form)
        {
            case Conv2dGpuForm.Naive:
                Conv2dGpuNaive.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.SharedTile:
                Conv2dGpuSharedTile.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.RegisterTile:
                Conv2dGpuRegisterTile.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.VectorLoads:
                Conv2dGpuVectorLoads.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Gemm64:
                Conv2dGpuGemm64.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Gemm64x128:
                Conv2dGpuGemm64x128.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Gemm128:
                Conv2dGpuGemm128.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Registers:
                Conv2dGpuRegisters.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Depthwise:
                Conv2dGpuDepthwise.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Pointwise64:
                GpuGemm64.Run(gpu, Conv2dGpuPointwise.Geometry(geometry), Conv2dGpuPointwise.Operands(operands));
                break;
            case Conv2dGpuForm.Pointwise128:
                GpuGemm128.Run(gpu, Conv2dGpuPointwise.Geometry(geometry), Conv2dGpuPointwise.Operands(operands));
                break;
            case Conv2dGpuForm.TensorCores:
                Conv2dGpuTensorCores.Run<CudaTensorCore>(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.TensorCores64:
                Conv2dGpuTensorCores64.Run<CudaTensorCore>(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.TensorCoresSplit64:
                Conv2dGpuTensorCoresSplit64.Run<CudaTensorCore>(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Winograd:
            case Conv2dGpuForm.WinogradRegisters:
                Conv2dGpuWinograd.Run(form, gpu, geometry, operands);
                break;
            case Conv2dGpuForm.FirstLayer:
                Conv2dGpuFirstLayer.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Split64:
                Conv2dGpuSplit64.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.PointwiseSplit64:
                GpuGemmSplit64.Run(
                    gpu, Conv2dGpuPointwise.Geometry(geometry), Conv2dGpuPointwise.Operands(operands));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form");
        }
    }

    /// <summary>
    /// How many tiles of <paramref name="pixels"/> pixels cover the output; the last may extend past it.
    /// </summary>
    internal static long Tiles(in Conv2dGeometry geometry, int pixels) =>
        (((long)geometry.Batch * geometry.OutHeight * geometry.OutWidth) + pixels - 1) / pixels;
}
