namespace MiniConvViz.Kernels;

/// <summary>What is known about each <see cref="Conv2dGpuForm"/>, and which of them a convolution runs.</summary>
public static class Conv2dGpuForms
{
    // With fewer output channels in a group of channels, a tile would be mostly empty.
    private const int FewestChannels = 4;

    /// <summary>
    /// The form that is expected to be the fastest.
    /// <list type="bullet">
    /// <item>A CPU OpenCL device takes a form without thread blocks, with as many accumulators per thread as registers
    /// allow: its shared memory is ordinary memory, and at a barrier a core visits every thread of the block.</item>
    /// <item>With fewer than four output channels in a group of channels (a depthwise convolution has one), tiles of
    /// channels would be mostly empty: a thread takes pixels of one channel.</item>
    /// <item>A GPU otherwise takes the form with the shortest estimated time (<see cref="Conv2dGpuTimes"/>): large tiles
    /// load less per multiply-add, small ones and split-K give every multiprocessor work, Winograd multiplies a quarter
    /// as often. Tensor cores compete where they are allowed.</item>
    /// </list>
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="sumsOnly">Every output shall be a plain sum over its window.</param>
    public static Conv2dGpuForm Choose(GpuAccelerator gpu, in Conv2dGeometry geometry, bool sumsOnly = false)
    {
        if (geometry.GroupOutChannels < FewestChannels && !gpu.Excludes(Conv2dGpuForm.Depthwise))
        {
            return Conv2dGpuForm.Depthwise;
        }

        if (gpu.Description.IsProcessor || !RunsTiles(gpu))
        {
            return !sumsOnly && gpu.Description.IsProcessor && Conv2dGpuWinograd.IsExact(geometry)
                && !gpu.Excludes(Conv2dGpuForm.WinogradRegisters)
                ? Conv2dGpuForm.WinogradRegisters
                : WithoutGroups(gpu, geometry);
        }

        Conv2dGpuForm? best = null;
        double least = double.PositiveInfinity;
        foreach (Conv2dGpuForm form in Conv2dGpuTimes.Forms)
        {
            if (Fits(form, gpu, geometry) && IsExact(form, geometry, sumsOnly) && IsCompetitive(form, geometry))
            {
                double time = Conv2dGpuTimes.Of(form, gpu, geometry);
                (best, least) = time < least ? (form, time) : (best, least);
            }
        }

        return best ?? WithoutGroups(gpu, geometry);
    }

    /// <summary>
    /// Every form that fits and is as exact as need be, for those who time them: all but the rungs of the ladder. With
    /// tensor cores allowed, those too.
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="sumsOnly">Every output shall be a plain sum over its window.</param>
    public static IEnumerable<Enum> Candidates(GpuAccelerator gpu, Conv2dGeometry geometry, bool sumsOnly) =>
        Enum.GetValues<Conv2dGpuForm>()
            .Where(form => Fits(form, gpu, geometry) && IsExact(form, geometry, sumsOnly))
            .Where(form => form switch
            {
                Conv2dGpuForm.Naive or Conv2dGpuForm.SharedTile => false,
                Conv2dGpuForm.RegisterTile or Conv2dGpuForm.VectorLoads => false,
                Conv2dGpuForm.Split64 => Conv2dGpuSplit64.Suits(gpu, geometry),
                Conv2dGpuForm.TensorCoresSplit64 => Conv2dGpuTensorCoresSplit64.Suits(gpu, geometry),
                Conv2dGpuForm.PointwiseSplit64 =>
                    GpuProductSplit64.Suits(gpu, Conv2dGpuPointwise.Geometry(geometry)),
                _ => true,
            })
            .Cast<Enum>();

    /// <summary>
    /// Whether a device can run such a convolution in a form: its groups are large enough, and so on, and the form is
    /// not among its <see cref="GpuAccelerator.ExcludedForms"/>.
    /// </summary>
    public static bool Fits(Conv2dGpuForm form, GpuAccelerator gpu, in Conv2dGeometry geometry) =>
        !gpu.Excludes(form) && Takes(form, gpu, geometry);

    private static bool Takes(Conv2dGpuForm form, GpuAccelerator gpu, in Conv2dGeometry geometry) => form switch
    {
        Conv2dGpuForm.Naive or Conv2dGpuForm.Registers or Conv2dGpuForm.Depthwise => true,
        Conv2dGpuForm.SharedTile => Conv2dGpuSharedTile.Takes(geometry)
            && gpu.CanRunGroups(Conv2dGpuSharedTile.Threads, Conv2dGpuSharedTile.SharedBytes),
        Conv2dGpuForm.RegisterTile => Conv2dGpuRegisterTile.Takes(geometry)
            && gpu.CanRunGroups(Conv2dGpuRegisterTile.Threads, Conv2dGpuRegisterTile.SharedBytes),
        Conv2dGpuForm.VectorLoads => Conv2dGpuVectorLoads.Takes(geometry)
            && gpu.CanRunGroups(Conv2dGpuVectorLoads.Threads, Conv2dGpuVectorLoads.SharedBytes),
        Conv2dGpuForm.Product64 => RunsTiles(gpu),
        Conv2dGpuForm.Product64x128 =>
            gpu.CanRunGroups(Conv2dGpuProduct64x128.Threads, Conv2dGpuProduct64x128.SharedBytes),
        Conv2dGpuForm.Product128 => gpu.CanRunGroups(Conv2dGpuProduct128.Threads, Conv2dGpuProduct128.SharedBytes),
        Conv2dGpuForm.Pointwise64 => Conv2dGpuPointwise.Takes(geometry)
            && gpu.CanRunGroups(GpuProduct64.Threads, GpuProduct64.SharedBytes),
        Conv2dGpuForm.Pointwise128 => Conv2dGpuPointwise.Takes(geometry)
            && gpu.CanRunGroups(GpuProduct128.Threads, GpuProduct128.SharedBytes),
        Conv2dGpuForm.TensorCores => gpu.UsesTensorCores && TakesTensorCores(geometry)
            && gpu.CanRunGroups(Conv2dGpuTensorCores.Threads, Conv2dGpuTensorCores.SharedBytes),
        Conv2dGpuForm.TensorCores64 => gpu.UsesTensorCores && TakesTensorCores(geometry)
            && gpu.CanRunGroups(Conv2dGpuTensorCores64.Threads, Conv2dGpuTensorCores64.SharedBytes),
        Conv2dGpuForm.TensorCoresSplit64 => gpu.UsesTensorCores && TakesTensorCores(geometry)
            && Conv2dGpuTensorCoresSplit64.Takes(gpu, geometry)
            && gpu.CanRunGroups(Conv2dGpuTensorCores64.Threads, Conv2dGpuTensorCores64.SharedBytes),
        Conv2dGpuForm.Winograd => Winograd.Takes(geometry)
            && gpu.CanRunGroups(WinogradGpuProducts.Threads, WinogradGpuProducts.SharedBytes),
        Conv2dGpuForm.WinogradRegisters => Winograd.Takes(geometry),
        Conv2dGpuForm.FirstLayer => Conv2dGpuFirstLayer.Takes(geometry)
            && gpu.CanRunGroups(Conv2dGpuFirstLayer.Threads, Conv2dGpuFirstLayer.SharedBytes),
        Conv2dGpuForm.Split64 => Conv2dGpuSplit64.Takes(gpu, geometry)
            && gpu.CanRunGroups(Conv2dGpuProduct64.Threads, Conv2dGpuProduct64.SharedBytes),
        Conv2dGpuForm.PointwiseSplit64 => Conv2dGpuPointwise.Takes(geometry)
            && GpuProductSplit64.Takes(gpu, Conv2dGpuPointwise.Geometry(geometry))
            && gpu.CanRunGroups(GpuProduct64.Threads, GpuProduct64.SharedBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form"),
    };

    /// <summary>
    /// Whether tensor cores take such a convolution where they are allowed: with fewer output channels than one product
    /// has rows, most of what they compute would be thrown away.
    /// </summary>
    public static bool TakesTensorCores(in Conv2dGeometry geometry) =>
        geometry.GroupOutChannels >= TensorFragments.Rows;

    /// <summary>Puts weights into the order in which a form reads them.</summary>
    /// <param name="form">Any form.</param>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public static float[] Pack(
        Conv2dGpuForm form, in Conv2dGeometry geometry, ReadOnlySpan<float> weight) => form switch
        {
            Conv2dGpuForm.Product64 or Conv2dGpuForm.Split64 or Conv2dGpuForm.Product64x128 =>
                Conv2dGpuProduct64.Terms.Pack(geometry, weight),
            Conv2dGpuForm.Product128 => Conv2dGpuProduct128.Terms.Pack(geometry, weight),
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
    /// <see cref="Conv2dReference"/> with its sums kept in float; on tensor cores, of numbers rounded to
    /// <see cref="Tf32"/>.
    /// </summary>
    /// <param name="form">One that fits.</param>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="operands">What is read and written; the weights as <see cref="Pack"/> orders them.</param>
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
            case Conv2dGpuForm.Product64:
                Conv2dGpuProduct64.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Product64x128:
                Conv2dGpuProduct64x128.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Product128:
                Conv2dGpuProduct128.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Registers:
                Conv2dGpuRegisters.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Depthwise:
                Conv2dGpuDepthwise.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Pointwise64:
                GpuProduct64.Run(gpu, Conv2dGpuPointwise.Geometry(geometry), Conv2dGpuPointwise.Operands(operands));
                break;
            case Conv2dGpuForm.Pointwise128:
                GpuProduct128.Run(gpu, Conv2dGpuPointwise.Geometry(geometry), Conv2dGpuPointwise.Operands(operands));
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
                GpuProductSplit64.Run(
                    gpu, Conv2dGpuPointwise.Geometry(geometry), Conv2dGpuPointwise.Operands(operands));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form");
        }
    }

    private static bool RunsTiles(GpuAccelerator gpu) =>
        gpu.CanRunGroups(Conv2dGpuProduct64.Threads, Conv2dGpuProduct64.SharedBytes);

    // The forms that take every convolution, the definition's own last.
    private static Conv2dGpuForm WithoutGroups(GpuAccelerator gpu, in Conv2dGeometry geometry) =>
        Fits(Conv2dGpuForm.Registers, gpu, geometry) ? Conv2dGpuForm.Registers
        : Fits(Conv2dGpuForm.Depthwise, gpu, geometry) ? Conv2dGpuForm.Depthwise
        : Conv2dGpuForm.Naive;

    /// <summary>How many tiles of so many pixels the output has; the last may stick out.</summary>
    internal static long Tiles(in Conv2dGeometry geometry, int pixels) =>
        (((long)geometry.Batch * geometry.OutHeight * geometry.OutWidth) + pixels - 1) / pixels;

    // Sums of few channels by Winograd, and long sums in one run, would round worse than others.
    private static bool IsExact(Conv2dGpuForm form, in Conv2dGeometry geometry, bool sumsOnly) => form switch
    {
        Conv2dGpuForm.Winograd or Conv2dGpuForm.WinogradRegisters => !sumsOnly && Conv2dGpuWinograd.IsExact(geometry),
        Conv2dGpuForm.FirstLayer => geometry.Terms <= GpuSumParts.LongestRun,
        _ => true,
    };

    // What the model does not see: loads of single values instead of four, and channels that are loaded one at a time.
    private static bool IsCompetitive(Conv2dGpuForm form, in Conv2dGeometry geometry) => form switch
    {
        Conv2dGpuForm.Pointwise64 or Conv2dGpuForm.Pointwise128 or Conv2dGpuForm.PointwiseSplit64 =>
            Conv2dGpuPointwise.ReadsQuads(geometry),
        Conv2dGpuForm.FirstLayer => geometry.GroupInChannels <= Conv2dGpuFirstLayer.MostChannels,
        _ => true,
    };
}
