using System.Buffers;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution by <see cref="Winograd4x4"/> on a GPU: 36 multiplications compute 16 outputs, instead of 144.
/// Three kernels run one after the other, with two intermediate tensors in device memory:
/// <code>
/// pixels --B'.B--> values [36,C,tiles] --36 matrix products--> products [36,O,tiles] --A'.A--> outputs
///                                               |
///                         filters [36,O,C], transformed on the host while they are packed
/// </code>
/// A layer of many tiles is computed in chunks whose values and products fit into a third of the second-level cache:
/// each kernel then reads the results of the one before from the cache instead of from memory.
/// </summary>
internal static class Conv2dGpuWinograd
{
    /// <summary>
    /// As on the CPU: the transformations amplify the rounding errors of the products, so the sums are short.
    /// </summary>
    public const int TermsPerPart = 32;

    /// <summary>As on the CPU: with fewer channels plain sums are used, which are then more exact.</summary>
    private const int FewestChannels = 128;

    /// <summary>
    /// Values and products may fill a third of the second-level cache; input, filters and output need the rest.
    /// </summary>
    private const int CacheShare = 3;

    /// <summary>Whether it computes such a convolution about as exactly as plain sums do.</summary>
    public static bool IsExact(in Conv2dGeometry geometry) =>
        Winograd.Takes(geometry)
        && Math.Min(geometry.InChannels, geometry.OutChannels) >= FewestChannels;

    /// <summary>
    /// Its time by <see cref="GpuTime"/>, in clocks: for each chunk three launches, the tiles of the GEMMs, and the
    /// traffic of the transformations to memory and the cache. On a GPU with many multiprocessors, a layer of few
    /// pixels fills its GEMM tiles badly, and split-K of plain sums is faster.
    /// </summary>
    public static double Time(GpuAccelerator gpu, in Conv2dGeometry geometry)
    {
        long tiles = new WinogradTiles(geometry, Winograd4x4.Outputs).Count;
        long most = ChunkTiles(Conv2dGpuForm.Winograd, geometry, ScratchFloats(gpu));
        (long full, long rest) = Math.DivRem(tiles, most);
        double filters = (double)Winograd4x4.Products * geometry.InChannels * geometry.OutChannels * sizeof(float);
        return (full * ChunkTime(gpu, geometry, most))
            + (rest > 0 ? ChunkTime(gpu, geometry, rest) : 0)
            + (GpuTime.Memory(gpu.Multiprocessors, filters) / 2);
    }

    /// <summary>
    /// Transforms the filters, in double, and packs them in the order in which the GEMMs read them.
    /// </summary>
    /// <param name="form">The form with thread blocks or without.</param>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C,3,3]</param>
    public static float[] Pack(Conv2dGpuForm form, in Conv2dGeometry geometry, ReadOnlySpan<float> weight)
    {
        (int o, int c) = (geometry.OutChannels, geometry.InChannels);
        int count = Winograd4x4.Products * o * c;
        float[] filters = ArrayPool<float>.Shared.Rent(count);
        WinogradFilters.Transform<Winograd4x4>(o, c, weight, o, c, filters);

        // The 36 matrices are the filters of a 1x1 convolution in 36 groups.
        Conv2dGeometry products = geometry with
        {
            InChannels = Winograd4x4.Products * c,
            OutChannels = Winograd4x4.Products * o,
            KernelHeight = 1,
            KernelWidth = 1,
            Groups = Winograd4x4.Products,
        };
        float[] packed = Terms(form).Pack(products, filters.AsSpan(0, count));
        ArrayPool<float>.Shared.Return(filters);
        return packed;
    }

    /// <summary>Values and products that a third of the second-level cache holds.</summary>
    public static int ScratchFloats(GpuAccelerator gpu) => gpu.CacheBytes / CacheShare / sizeof(float);

    /// <summary>
    /// Winograd's tiles in a chunk: as many as the scratch memory holds, a multiple of the GEMM's tile.
    /// </summary>
    public static int ChunkTiles(Conv2dGpuForm form, in Conv2dGeometry geometry, int scratchFloats)
    {
        int perTile = Winograd4x4.Products * (Channels(form, geometry) + geometry.OutChannels);
        return Math.Max(1, scratchFloats / perTile / WinogradGpuProducts.Tile) * WinogradGpuProducts.Tile;
    }

    public static void Run(
        Conv2dGpuForm form, GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        Run(form, gpu, geometry, operands, ScratchFloats(gpu));

    /// <summary>
    /// Runs with a given size of scratch memory for values and products, at least one tile of the GEMMs.
    /// </summary>
    public static void Run(
        Conv2dGpuForm form,
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        in Conv2dGpuOperands operands,
        int scratchFloats)
    {
        WinogradTiles tiles = new(geometry, Winograd4x4.Outputs);
        int channels = Channels(form, geometry);
        int most = ChunkTiles(form, geometry, scratchFloats);
        for (int first = 0; first < tiles.Count; first += most)
        {
            WinogradGpuChunk chunk = new()
            {
                Channels = channels,
                OutChannels = geometry.OutChannels,
                TileRows = tiles.Rows,
                TileColumns = tiles.Columns,
                First = first,
                Count = Math.Min(most, tiles.Count - first),
            };
            RunChunk(form, gpu, geometry, chunk, operands);
        }
    }

    private static void RunChunk(
        Conv2dGpuForm form,
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        in WinogradGpuChunk chunk,
        in Conv2dGpuOperands operands)
    {
        ArrayView<float> scratch = gpu.Scratch(chunk.ValueFloats + chunk.ProductFloats);
        ArrayView<float> values = scratch.SubView(0, chunk.ValueFloats);
        ArrayView<float> products = scratch.SubView(chunk.ValueFloats, chunk.ProductFloats);
        WinogradGpuInput.Run(gpu, geometry, chunk, operands.Input, values);
        if (form == Conv2dGpuForm.Winograd)
        {
            WinogradGpuProducts.Run(gpu, chunk, operands.Weight, values, products);
        }
        else
        {
            WinogradGpuRegisters.Run(gpu, chunk, operands.Weight, values, products);
        }

        WinogradGpuOutput.Run(gpu, geometry, chunk, products, operands);
    }

    private static double ChunkTime(GpuAccelerator gpu, in Conv2dGeometry geometry, long tiles)
    {
        (double inChannels, double outChannels) = (geometry.InChannels, geometry.OutChannels);
        double products = GpuTime.Blocks(
            gpu.Multiprocessors,
            WinogradGpuProducts.Groups(geometry.OutChannels, tiles),
            Channels(Conv2dGpuForm.Winograd, geometry) / WinogradGpuProducts.Depth,
            WinogradGpuProducts.Block);

        // 6 x 6 inputs are read, many of them twice, and 4 x 4 outputs written.
        double outside = sizeof(float) * tiles * ((26 * inChannels) + (16 * outChannels));
        double between = sizeof(float) * tiles * Winograd4x4.Products * (inChannels + outChannels);
        return products
            + GpuTime.Memory(gpu.Multiprocessors, outside)
            + GpuTime.Cache(gpu.Multiprocessors, between)
            + (3 * GpuTime.Launch);
    }

    private static int Channels(Conv2dGpuForm form, in Conv2dGeometry geometry)
    {
        int multiple = Terms(form).ChannelMultiple;
        return (geometry.InChannels + multiple - 1) / multiple * multiple;
    }

    private static Conv2dGpuTerms Terms(Conv2dGpuForm form) => form == Conv2dGpuForm.Winograd
        ? new(WinogradGpuProducts.Tile, WinogradGpuProducts.Depth, WinogradGpuProducts.Depth)
        : new(WinogradGpuRegisters.Channels, ChannelMultiple: 1, TermMultiple: 1);
}
