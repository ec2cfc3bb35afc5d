namespace MiniConvViz.Kernels;

/// <content>Which forms fit a convolution, and the choice of one.</content>
internal static partial class Conv2dGpuForms
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
    /// <item>A GPU otherwise takes the form with the shortest estimated time (<see cref="Conv2dGpuTimes"/>): large
    /// tiles load less per multiply-add, small ones and split-K give every multiprocessor work, Winograd multiplies a
    /// quarter as often. Tensor cores compete where they are allowed.</item>
    /// </list>
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="sumsOnly">
    /// Whether each output must be a plain sum over its window, which excludes Winograd.
    /// </param>
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
    /// Every form that fits and is exact enough, to be timed: all but the rungs of the ladder. With
    /// tensor cores allowed, those too.
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="sumsOnly">
    /// Whether each output must be a plain sum over its window, which excludes Winograd.
    /// </param>
    public static IEnumerable<Conv2dGpuForm> Candidates(GpuAccelerator gpu, Conv2dGeometry geometry, bool sumsOnly) =>
        Enum.GetValues<Conv2dGpuForm>()
            .Where(form => Fits(form, gpu, geometry) && IsExact(form, geometry, sumsOnly))
            .Where(form => form switch
            {
                Conv2dGpuForm.Naive or Conv2dGpuForm.SharedTile => false,
                Conv2dGpuForm.RegisterTile or Conv2dGpuForm.VectorLoads => false,
                Conv2dGpuForm.Split64 => Conv2dGpuSplit64.Suits(gpu, geometry),
                Conv2dGpuForm.TensorCoresSplit64 => Conv2dGpuTensorCoresSplit64.Suits(gpu, geometry),
                Conv2dGpuForm.PointwiseSplit64 =>
                    GpuGemmSplit64.Suits(gpu, Conv2dGpuPointwise.Geometry(geometry)),
                _ => true,
            });

    /// <summary>
    /// Whether a device can run such a convolution in a form: the form computes it, its thread blocks fit, and it is not
    /// among the device's <see cref="GpuAccelerator.ExcludedForms"/>.
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
        Conv2dGpuForm.Gemm64 => RunsTiles(gpu),
        Conv2dGpuForm.Gemm64x128 =>
            gpu.CanRunGroups(Conv2dGpuGemm64x128.Threads, Conv2dGpuGemm64x128.SharedBytes),
        Conv2dGpuForm.Gemm128 => gpu.CanRunGroups(Conv2dGpuGemm128.Threads, Conv2dGpuGemm128.SharedBytes),
        Conv2dGpuForm.Pointwise64 => Conv2dGpuPointwise.Takes(geometry)
            && gpu.CanRunGroups(GpuGemm64.Threads, GpuGemm64.SharedBytes),
        Conv2dGpuForm.Pointwise128 => Conv2dGpuPointwise.Takes(geometry)
            && gpu.CanRunGroups(GpuGemm128.Threads, GpuGemm128.SharedBytes),
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
            && gpu.CanRunGroups(Conv2dGpuGemm64.Threads, Conv2dGpuGemm64.SharedBytes),
        Conv2dGpuForm.PointwiseSplit64 => Conv2dGpuPointwise.Takes(geometry)
            && GpuGemmSplit64.Takes(gpu, Conv2dGpuPointwise.Geometry(geometry))
            && gpu.CanRunGroups(GpuGemm64.Threads, GpuGemm64.SharedBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form"),
    };

    /// <summary>
    /// Whether tensor cores fit such a convolution if they are allowed: with fewer output channels than one matrix
    /// instruction has rows, most of its results would be discarded.
    /// </summary>
    public static bool TakesTensorCores(in Conv2dGeometry geometry) =>
        geometry.GroupOutChannels >= TensorFragments.Rows;

    // Whether the rounding error of a form is small enough: that of Winograd with few channels, and of long sums in
    // one run, is larger than that of the others.
    private static bool IsExact(Conv2dGpuForm form, in Conv2dGeometry geometry, bool sumsOnly) => form switch
    {
        Conv2dGpuForm.Winograd or Conv2dGpuForm.WinogradRegisters => !sumsOnly && Conv2dGpuWinograd.IsExact(geometry),
        Conv2dGpuForm.FirstLayer => geometry.Terms <= GpuSumParts.LongestRun,
        _ => true,
    };

    // Excludes what the model of time does not contain: loads of single values instead of four, and channels that are
    // loaded one at a time.
    private static bool IsCompetitive(Conv2dGpuForm form, in Conv2dGeometry geometry) => form switch
    {
        Conv2dGpuForm.Pointwise64 or Conv2dGpuForm.Pointwise128 or Conv2dGpuForm.PointwiseSplit64 =>
            Conv2dGpuPointwise.ReadsQuads(geometry),
        Conv2dGpuForm.FirstLayer => geometry.GroupInChannels <= Conv2dGpuFirstLayer.MostChannels,
        _ => true,
    };

    private static bool RunsTiles(GpuAccelerator gpu) =>
        gpu.CanRunGroups(Conv2dGpuGemm64.Threads, Conv2dGpuGemm64.SharedBytes);

    // The forms without thread blocks, which fit every convolution; the naive one is last.
    private static Conv2dGpuForm WithoutGroups(GpuAccelerator gpu, in Conv2dGeometry geometry) =>
        Fits(Conv2dGpuForm.Registers, gpu, geometry) ? Conv2dGpuForm.Registers
        : Fits(Conv2dGpuForm.Depthwise, gpu, geometry) ? Conv2dGpuForm.Depthwise
        : Conv2dGpuForm.Naive;
}
