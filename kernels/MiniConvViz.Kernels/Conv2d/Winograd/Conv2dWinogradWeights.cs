using System.Buffers;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A 3x3 convolution ready for Winograd's algorithm: its filters' values at the 36 pairs of points (<see
/// cref="Winograd"/>), which are four times as many numbers as the filters have. The 36 matrix products are one 1x1
/// convolution in 36 groups, run by <see cref="Conv2dAlgorithm.Direct"/>:
/// <code>
/// values [36, C, tiles]  ->  products [36, O, tiles]        group e: products = filters[e] [O,C] * values[e] [C,tiles]
/// </code>
/// </summary>
internal sealed unsafe class Conv2dWinogradWeights : Conv2dPacked
{
    private const int Lanes = ChannelBlocks.Lanes;
    private const int TilesPerPiece = 8;

    /// <summary>
    /// The transformations make errors of the products larger, so their sums are kept short: with 64 the error of 512
    /// channels would be 0.7e-6 instead of 0.6e-6, and the products would take a tenth less.
    /// </summary>
    private const int TermsPerPart = 32;

    /// <summary>
    /// Fewer channels keep to plain sums. The error of the products hardly depends on their number, but that of sums in
    /// one run, which PyTorch's is compared with, grows with it: with 64 channels it is smaller than ours, and layers of
    /// few channels come first, so that every later layer makes their error larger.
    /// </summary>
    private const int FewestChannels = 128;

    /// <summary>Floats of values and products that are worked on together: what stays near the cores.</summary>
    private const int ChunkFloats = 512 * 1024;

    private readonly Conv2dPacked _products;
    private readonly ArraySegment<float> _bias;
    private readonly long _filterFloats;

    private Conv2dWinogradWeights(Conv2dPacked products, ArraySegment<float> bias, long filterFloats) =>
        (_products, _bias, _filterFloats) = (products, bias, filterFloats);

    /// <inheritdoc/>
    public override Conv2dAlgorithm Algorithm => Conv2dAlgorithm.Winograd;

    /// <summary>Whether the algorithm takes a convolution at all.</summary>
    public static bool Takes(in Conv2dGeometry g) => g is
    {
        KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Groups: 1,
    };

    /// <summary>
    /// Whether it is faster than plain sums and as exact as need be. Time is counted in multiply-adds that the machine could do meanwhile: a product, a
    /// number transformed, and a weight fetched, of which there are four times as many.
    /// </summary>
    public static bool Pays(in Conv2dGeometry g)
    {
        const double Transformed = 180;
        const double Fetched = 35;
        if (!Takes(g) || Math.Min(g.InChannels, g.OutChannels) < FewestChannels)
        {
            return false;
        }

        double weights = (double)g.InChannels * g.OutChannels;
        double tiles = new WinogradTiles(g).Count;
        double pixels = (double)g.Batch * g.OutHeight * g.OutWidth;
        double direct = 9 * weights * (pixels + Fetched);
        double winograd = (Winograd.Products * weights * (tiles + Fetched))
            + (Transformed * tiles * (g.InChannels + g.OutChannels));
        return winograd < direct;
    }

    /// <summary>Transforms the filters, in double.</summary>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C,3,3]</param>
    /// <param name="bias">[O], or empty for none.</param>
    public static Conv2dWinogradWeights Pack(
        in Conv2dGeometry geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        int inChannels = ChannelBlocks.Count(geometry.InChannels) * Lanes;
        int outChannels = ChannelBlocks.Count(geometry.OutChannels) * Lanes;
        int filterFloats = Winograd.Products * outChannels * inChannels;
        float[] rented = ArrayPool<float>.Shared.Rent(filterFloats);
        Span<float> filters = rented.AsSpan(0, filterFloats);
        if (outChannels != geometry.OutChannels || inChannels != geometry.InChannels)
        {
            filters.Clear(); // the channels that stand for none
        }

        WinogradFilters.Transform(geometry.OutChannels, geometry.InChannels, weight, outChannels, inChannels, filters);
        ArraySegment<float> blockedBias = AlignedMemory.Allocate(outChannels);
        blockedBias.AsSpan().Clear();
        bias.CopyTo(blockedBias);
        Conv2dPacked products = Conv2dDirectPacked.Pack(
            Conv2dAlgorithm.Direct,
            Conv2dTileForms.Best,
            ProductGeometry(inChannels, outChannels, 1),
            filters,
            [],
            TermsPerPart);
        ArrayPool<float>.Shared.Return(rented);
        return new Conv2dWinogradWeights(products, blockedBias, filterFloats);
    }

    /// <inheritdoc/>
    public override void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output) => Run(LaneForms.Best, workers, geometry, input, residual, clamp, output);

    /// <summary>Runs with the transformations compiled for a form, which this machine must support.</summary>
    internal void Run(
        LaneForm form,
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output)
    {
        int inChannels = ChannelBlocks.Count(geometry.InChannels) * Lanes;
        int outChannels = ChannelBlocks.Count(geometry.OutChannels) * Lanes;
        int floatsPerTile = Winograd.Products * (inChannels + outChannels);
        WinogradTiles tiles = new(geometry);

        // The filters pass by once per chunk: where they are many, so are the tiles that share them.
        long chunkFloats = Math.Max(ChunkFloats, _filterFloats / 2);
        int chunks = (int)((((long)tiles.Count * floatsPerTile) + chunkFloats - 1) / chunkFloats);
        using Lock.Scope hold = workers.Hold();
        float* scratch = workers.SharedScratch((tiles.Count + chunks - 1) / chunks * floatsPerTile);
        fixed (float* inputPointer = input, residualPointer = residual, outputPointer = output)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                int first = (int)((long)chunk * tiles.Count / chunks);
                int count = (int)((long)(chunk + 1) * tiles.Count / chunks) - first;
                int valueFloats = Winograd.Products * inChannels * count;
                int productFloats = Winograd.Products * outChannels * count;
                WinogradInputJob toValues = new()
                {
                    Geometry = geometry,
                    Tiles = tiles,
                    TilesPerPiece = TilesPerPiece,
                    FirstTile = first,
                    ChunkTiles = count,
                    Input = inputPointer,
                    Values = scratch,
                };
                LaneForms.For(form, workers, toValues.Pieces, toValues, WinogradInputJob.ScratchFloats);
                _products.Run(
                    workers,
                    ProductGeometry(inChannels, outChannels, count),
                    new ReadOnlySpan<float>(scratch, valueFloats),
                    [],
                    ClampRange.None,
                    new Span<float>(scratch + valueFloats, productFloats));
                WinogradOutputJob toOutputs = new()
                {
                    Geometry = geometry,
                    Tiles = tiles,
                    TilesPerPiece = TilesPerPiece,
                    FirstTile = first,
                    ChunkTiles = count,
                    Products = scratch + valueFloats,
                    Bias = (float*)Unsafe.AsPointer(ref _bias.Array![_bias.Offset]),
                    Residual = residualPointer,
                    Clamp = clamp,
                    Output = outputPointer,
                };
                LaneForms.For(form, workers, toOutputs.Pieces, toOutputs, WinogradOutputJob.ScratchFloats);
            }
        }
    }

    /// <summary>All 36 products as one convolution: an image of one row, its pixels the tiles.</summary>
    private static Conv2dGeometry ProductGeometry(int inChannels, int outChannels, int tiles) => new()
    {
        Batch = 1,
        InChannels = Winograd.Products * inChannels,
        InHeight = 1,
        InWidth = tiles,
        OutChannels = Winograd.Products * outChannels,
        OutHeight = 1,
        OutWidth = tiles,
        KernelHeight = 1,
        KernelWidth = 1,
        StrideY = 1,
        StrideX = 1,
        PaddingY = 0,
        PaddingX = 0,
        DilationY = 1,
        DilationX = 1,
        Groups = Winograd.Products,
    };
}
