namespace MiniConvViz.Kernels;

/// <summary>What is known about each <see cref="Conv2dGpuForm"/>, and which of them a convolution runs.</summary>
public static class Conv2dGpuForms
{
    /// <summary>
    /// The form that is expected to be the fastest.
    /// <list type="bullet">
    /// <item>A device that is the CPU in disguise shares nothing and waits for nobody: its shared memory is ordinary
    /// memory, and a barrier stops a core while it visits every thread of the group. It takes a form without groups,
    /// with as many sums per thread as registers allow.</item>
    /// <item>A GPU takes a product in tiles. The large tile reads less memory per multiply-add, but only where there
    /// are enough of them to give every multiprocessor one.</item>
    /// <item>Where even the small tiles leave most multiprocessors without work, each tile's terms are shared out among
    /// several groups.</item>
    /// <item>With fewer than four output channels in a group of channels (a depthwise convolution has one), all of
    /// these would compute mostly what is thrown away: a thread takes pixels of one channel.</item>
    /// <item>Filters of one pixel gather nothing: their product reads sixteen bytes of pixels at a time.</item>
    /// <item>Tensor cores come first where they are allowed.</item>
    /// <item>A picture has three channels, and the products take four at a time: it has a form of its own.</item>
    /// <item>Large 3x3 filters take Winograd's way, which multiplies a quarter as often.</item>
    /// </list>
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="sumsOnly">Every output shall be a plain sum over its window.</param>
    public static Conv2dGpuForm Choose(GpuAccelerator gpu, in Conv2dGeometry geometry, bool sumsOnly = false)
    {
        Conv2dGpuForm fastest = Fastest(gpu, geometry, sumsOnly);
        return gpu.Excludes(fastest) ? Next(gpu, geometry) : fastest;
    }

    private static Conv2dGpuForm Fastest(GpuAccelerator gpu, in Conv2dGeometry geometry, bool sumsOnly) =>
        Fits(Conv2dGpuForm.TensorCores, gpu, geometry) ? Conv2dGpuForm.TensorCores :
        geometry.GroupOutChannels < 4 ? Conv2dGpuForm.Depthwise
        : !sumsOnly && ChooseWinograd(gpu, geometry) is Conv2dGpuForm winograd ? winograd
        : gpu.Description.IsProcessor || !RunsTiles(gpu) ? Conv2dGpuForm.Registers
        : Conv2dGpuPointwise.ReadsQuads(geometry) ? ChoosePointwise(gpu, geometry)
        : geometry.GroupInChannels <= Conv2dGpuFirstLayer.MostChannels
            && Fits(Conv2dGpuForm.FirstLayer, gpu, geometry) ? Conv2dGpuForm.FirstLayer
        : geometry.GroupOutChannels >= Conv2dGpuProduct128.Tile
            && Conv2dGpuProduct128.Groups(geometry) >= gpu.Multiprocessors
            && Fits(Conv2dGpuForm.Product128, gpu, geometry) ? Conv2dGpuForm.Product128
        : Conv2dGpuSplit64.Pays(gpu, geometry) && !gpu.Excludes(Conv2dGpuForm.Split64) ? Conv2dGpuForm.Split64
        : Conv2dGpuForm.Product64;

    /// <summary>
    /// Every form that fits and is as exact as need be, for those who time them. With tensor cores allowed, those too.
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="sumsOnly">Every output shall be a plain sum over its window.</param>
    public static IEnumerable<Enum> Candidates(GpuAccelerator gpu, Conv2dGeometry geometry, bool sumsOnly) =>
        Enum.GetValues<Conv2dGpuForm>()
            .Where(form => Fits(form, gpu, geometry))
            .Where(form => form switch
            {
                Conv2dGpuForm.Winograd or Conv2dGpuForm.WinogradRegisters =>
                    !sumsOnly && Conv2dGpuWinograd.IsExact(geometry),
                Conv2dGpuForm.Naive or Conv2dGpuForm.SharedTile or Conv2dGpuForm.Channels or Conv2dGpuForm.FirstLayer =>
                    geometry.Terms <= GpuSumParts.LongestRun,
                Conv2dGpuForm.Split64 => Conv2dGpuSplit64.Suits(gpu, geometry),
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
        Conv2dGpuForm.Naive or Conv2dGpuForm.Channels or Conv2dGpuForm.Registers or Conv2dGpuForm.Depthwise => true,
        Conv2dGpuForm.SharedTile => Conv2dGpuSharedTile.Takes(geometry)
            && gpu.CanRunGroups(Conv2dGpuSharedTile.Threads, Conv2dGpuSharedTile.SharedBytes),
        Conv2dGpuForm.Product64 => RunsTiles(gpu),
        Conv2dGpuForm.Product128 => gpu.CanRunGroups(Conv2dGpuProduct128.Threads, Conv2dGpuProduct128.SharedBytes),
        Conv2dGpuForm.Pointwise64 => Conv2dGpuPointwise.Takes(geometry)
            && gpu.CanRunGroups(GpuProduct64.Threads, GpuProduct64.SharedBytes),
        Conv2dGpuForm.Pointwise128 => Conv2dGpuPointwise.Takes(geometry)
            && gpu.CanRunGroups(GpuProduct128.Threads, GpuProduct128.SharedBytes),
        Conv2dGpuForm.TensorCores => gpu.UsesTensorCores && TakesTensorCores(geometry)
            && gpu.CanRunGroups(Conv2dGpuTensorCores.Threads, Conv2dGpuTensorCores.SharedBytes),
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
            Conv2dGpuForm.Product64 or Conv2dGpuForm.Split64 =>
                Conv2dGpuProduct64.Terms.Pack(geometry, weight),
            Conv2dGpuForm.Product128 => Conv2dGpuProduct128.Terms.Pack(geometry, weight),
            Conv2dGpuForm.TensorCores => Conv2dGpuTensorCores.Pack(geometry, weight),
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
            case Conv2dGpuForm.Product64:
                Conv2dGpuProduct64.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Product128:
                Conv2dGpuProduct128.Run(gpu, geometry, operands);
                break;
            case Conv2dGpuForm.Channels:
                Conv2dGpuChannels.Run(gpu, geometry, operands);
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

    // Where the fastest form is excluded: one that takes every convolution. The definition's own form comes last.
    private static Conv2dGpuForm Next(GpuAccelerator gpu, in Conv2dGeometry geometry) =>
        gpu.Description.IsProcessor ? NextWithoutGroups(gpu, geometry)
        : Fits(Conv2dGpuForm.Product64, gpu, geometry) ? Conv2dGpuForm.Product64
        : Fits(Conv2dGpuForm.Product128, gpu, geometry) ? Conv2dGpuForm.Product128
        : NextWithoutGroups(gpu, geometry);

    private static Conv2dGpuForm NextWithoutGroups(GpuAccelerator gpu, in Conv2dGeometry geometry) =>
        Fits(Conv2dGpuForm.Registers, gpu, geometry) ? Conv2dGpuForm.Registers
        : Fits(Conv2dGpuForm.Depthwise, gpu, geometry) ? Conv2dGpuForm.Depthwise
        : Conv2dGpuForm.Naive;

    // Which way to multiply Winograd's matrices; none where it is not faster.
    private static Conv2dGpuForm? ChooseWinograd(GpuAccelerator gpu, in Conv2dGeometry geometry) =>
        gpu.Description.IsProcessor
            ? Conv2dGpuWinograd.IsExact(geometry) && !gpu.Excludes(Conv2dGpuForm.WinogradRegisters)
                ? Conv2dGpuForm.WinogradRegisters
                : null
        : Fits(Conv2dGpuForm.Winograd, gpu, geometry) && Conv2dGpuWinograd.Pays(gpu.Multiprocessors, geometry)
            ? Conv2dGpuForm.Winograd
        : null;

    /// <summary>How many tiles of so many pixels the output has; the last may stick out.</summary>
    internal static long Tiles(in Conv2dGeometry geometry, int pixels) =>
        (((long)geometry.Batch * geometry.OutHeight * geometry.OutWidth) + pixels - 1) / pixels;

    // A device on which the groups of Product64 fit has room for those of Pointwise64: they are as large.
    private static Conv2dGpuForm ChoosePointwise(GpuAccelerator gpu, in Conv2dGeometry geometry)
    {
        GpuProductGeometry product = Conv2dGpuPointwise.Geometry(geometry);
        return product.FillsLargeTiles(gpu) && Fits(Conv2dGpuForm.Pointwise128, gpu, geometry)
                ? Conv2dGpuForm.Pointwise128
            : GpuProductSplit64.Pays(gpu, product) && !gpu.Excludes(Conv2dGpuForm.PointwiseSplit64)
                ? Conv2dGpuForm.PointwiseSplit64
            : Conv2dGpuForm.Pointwise64;
    }
}
