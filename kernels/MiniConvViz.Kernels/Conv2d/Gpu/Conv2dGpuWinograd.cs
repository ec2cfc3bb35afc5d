using System.Buffers;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution by <see cref="Winograd4x4"/> on a GPU: 36 products do for 16 outputs what otherwise takes
/// 144. Three kernels, one after the other, and two pieces of device memory between them:
/// <code>
/// pixels --B'.B--> values [36,C,tiles] --36 matrix products--> products [36,O,tiles] --A'.A--> outputs
///                                               |
///                         filters [36,O,C], transformed on the host while they are packed
/// </code>
/// Where a layer has many tiles it is done in chunks, so that what lies between stays near the multiprocessors, and takes
/// little of the device's memory.
/// </summary>
internal static class Conv2dGpuWinograd
{
    /// <summary>As on the CPU: the transformations make errors of the products larger, so sums are kept short.</summary>
    public const int TermsPerPart = 32;

    /// <summary>As on the CPU: fewer channels keep to plain sums, which are then more exact.</summary>
    private const int FewestChannels = 128;

    /// <summary>64 MB of values and products: about what the cache of a large GPU holds.</summary>
    private const int ScratchFloats = 16 * 1024 * 1024;

    /// <summary>Whether it computes such a convolution about as exactly as plain sums do.</summary>
    public static bool IsExact(in Conv2dGeometry geometry) =>
        Winograd.Takes(geometry)
        && Math.Min(geometry.InChannels, geometry.OutChannels) >= FewestChannels;

    /// <summary>
    /// Whether it is faster than a plain product on a GPU, split or not, by what is counted
    /// (<see cref="GpuTime"/>), and exact: what a multiprocessor has to do itself, as whole tiles; its share of the
    /// numbers that pass through memory; and two launches more. Where a GPU has many multiprocessors and a layer few
    /// pixels, a tile of 64 of Winograd's tiles is mostly empty, and the plain product whose terms are shared out wins.
    /// </summary>
    public static bool Pays(int multiprocessors, in Conv2dGeometry geometry)
    {
        if (!IsExact(geometry))
        {
            return false;
        }

        const double Tile = WinogradGpuProducts.Tile * WinogradGpuProducts.Tile;
        double tiles = new WinogradTiles(geometry, Winograd4x4.Outputs).Count;
        double rowTiles = Math.Ceiling((double)geometry.OutChannels / WinogradGpuProducts.Tile);
        double plain = Math.Min(
            GpuSplit.Time(multiprocessors, Conv2dGpuProduct64.Tiles(geometry), geometry.Terms),
            Math.Ceiling((double)Conv2dGpuProduct128.Groups(geometry) / multiprocessors) * 4 * Tile * geometry.Terms);
        double sums = geometry.InChannels * Tile * Math.Ceiling(
            (double)WinogradGpuProducts.Groups(geometry.OutChannels, (long)tiles) / multiprocessors);
        double filters = (double)geometry.InChannels * geometry.OutChannels;
        double passing = (geometry.InChannels * (1 + rowTiles)) + (2.0 * geometry.OutChannels);
        double fetched = Winograd4x4.Products * (filters + (tiles * passing));
        return sums + (GpuTime.PerNumber * fetched / multiprocessors) + (2 * GpuTime.PerLaunch) < plain;
    }

    /// <summary>Transforms the filters, in double, and orders them as the products read them.</summary>
    /// <param name="form">With groups or without.</param>
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

    /// <summary>Runs with so much memory for what lies between the kernels, at least a tile for every thread.</summary>
    public static void Run(
        Conv2dGpuForm form,
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        in Conv2dGpuOperands operands,
        int scratchFloats = ScratchFloats)
    {
        WinogradTiles tiles = new(geometry, Winograd4x4.Outputs);
        int multiple = Terms(form).ChannelMultiple;
        int channels = (geometry.InChannels + multiple - 1) / multiple * multiple;
        int perTile = Winograd4x4.Products * (channels + geometry.OutChannels);
        int most = Math.Max(1, scratchFloats / perTile / WinogradGpuProducts.Tile) * WinogradGpuProducts.Tile;
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

    private static Conv2dGpuTerms Terms(Conv2dGpuForm form) => form == Conv2dGpuForm.Winograd
        ? new(WinogradGpuProducts.Tile, WinogradGpuProducts.Depth, WinogradGpuProducts.Depth)
        : new(WinogradGpuRegisters.Channels, ChannelMultiple: 1, TermMultiple: 1);
}
