using System.Buffers;

namespace MiniConvViz.Kernels;

/// <summary>
/// The packed weights of a 3x3 convolution for one of Winograd's algorithms: the filters' values at the pairs of
/// points (<see cref="Winograd"/>), 16 or 36 values in place of 9. The GEMMs, one per pair of points, are one 1x1
/// convolution with as many groups, computed by <see cref="Conv2dAlgorithm.Direct"/>:
/// <code>
/// values [36, C, tiles]  ->  products [36, O, tiles]        group e: products = filters[e] [O,C] * values[e] [C,tiles]
/// </code>
/// </summary>
internal sealed unsafe class Conv2dWinogradWeights<TTile> : Conv2dPacked
    where TTile : unmanaged, IWinogradTile
{
    private const int Lanes = ChannelBlocks.Lanes;
    private const int TilesPerPiece = 8;

    /// <summary>Floats of the values and products of a chunk, which stay in the caches of the cores.</summary>
    private const int ChunkFloats = 512 * 1024;

    private readonly Conv2dPacked _products;
    private readonly ArraySegment<float> _bias;
    private readonly long _filterFloats;

    private Conv2dWinogradWeights(Conv2dPacked products, ArraySegment<float> bias, long filterFloats) =>
        (_products, _bias, _filterFloats) = (products, bias, filterFloats);

    private static int Pairs => TTile.Inputs * TTile.Inputs;

    /// <inheritdoc/>
    public override Conv2dAlgorithm Algorithm => TTile.Algorithm;

    /// <summary>Transforms the filters, in double.</summary>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C,3,3]</param>
    /// <param name="bias">[O], or empty for none.</param>
    public static Conv2dWinogradWeights<TTile> Pack(
        in Conv2dGeometry geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        int inChannels = ChannelBlocks.Count(geometry.InChannels) * Lanes;
        int outChannels = ChannelBlocks.Count(geometry.OutChannels) * Lanes;
        int filterFloats = checked(Pairs * outChannels * inChannels);
        float[] rented = ArrayPool<float>.Shared.Rent(filterFloats);
        Span<float> filters = rented.AsSpan(0, filterFloats);
        if (outChannels != geometry.OutChannels || inChannels != geometry.InChannels)
        {
            filters.Clear(); // padding lanes stay zero
        }

        WinogradFilters.Transform<TTile>(
            geometry.OutChannels, geometry.InChannels, weight, outChannels, inChannels, filters);
        ArraySegment<float> blockedBias = AlignedMemory.Allocate(outChannels);
        blockedBias.AsSpan().Clear();
        bias.CopyTo(blockedBias);
        Conv2dPacked products = Conv2dDirectPacked.Pack(
            Conv2dAlgorithm.Direct,
            Conv2dTileForms.Best,
            ProductGeometry(inChannels, outChannels, 1),
            filters,
            [],
            TTile.TermsPerPart);
        ArrayPool<float>.Shared.Return(rented);
        return new Conv2dWinogradWeights<TTile>(products, blockedBias, filterFloats);
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
        int floatsPerTile = Pairs * (inChannels + outChannels);
        WinogradTiles tiles = new(geometry, TTile.Outputs);

        // The filters are read once per chunk: the more of them there are, the more tiles a chunk has.
        long chunkFloats = Math.Max(ChunkFloats, _filterFloats / 2);
        int chunks = (int)((((long)tiles.Count * floatsPerTile) + chunkFloats - 1) / chunkFloats);
        using Lock.Scope hold = workers.Hold();
        float* scratch = workers.SharedScratch(checked((tiles.Count + chunks - 1) / chunks * floatsPerTile));
        fixed (float* inputPointer = input, residualPointer = residual, outputPointer = output)
        fixed (float* biasPointer = _bias.AsSpan())
        {
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                int first = (int)((long)chunk * tiles.Count / chunks);
                int count = (int)((long)(chunk + 1) * tiles.Count / chunks) - first;
                int valueFloats = Pairs * inChannels * count;
                int productFloats = Pairs * outChannels * count;
                WinogradInputJob<TTile> toValues = new()
                {
                    Geometry = geometry,
                    Tiles = tiles,
                    TilesPerPiece = TilesPerPiece,
                    FirstTile = first,
                    ChunkTiles = count,
                    Input = inputPointer,
                    Values = scratch,
                };
                LaneForms.For(form, workers, toValues.Pieces, toValues, WinogradInputJob<TTile>.ScratchFloats);
                _products.Run(
                    workers,
                    ProductGeometry(inChannels, outChannels, count),
                    new ReadOnlySpan<float>(scratch, valueFloats),
                    [],
                    ClampRange.None,
                    new Span<float>(scratch + valueFloats, productFloats));
                WinogradOutputJob<TTile> toOutputs = new()
                {
                    Geometry = geometry,
                    Tiles = tiles,
                    TilesPerPiece = TilesPerPiece,
                    FirstTile = first,
                    ChunkTiles = count,
                    Products = scratch + valueFloats,
                    Bias = biasPointer,
                    Residual = residualPointer,
                    Clamp = clamp,
                    Output = outputPointer,
                };
                LaneForms.For(form, workers, toOutputs.Pieces, toOutputs, WinogradOutputJob<TTile>.ScratchFloats);
            }
        }
    }

    /// <summary>All GEMMs as one convolution: an image of one row, its pixels the tiles.</summary>
    private static Conv2dGeometry ProductGeometry(int inChannels, int outChannels, int tiles) => new()
    {
        Batch = 1,
        InChannels = Pairs * inChannels,
        InHeight = 1,
        InWidth = tiles,
        OutChannels = Pairs * outChannels,
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
        Groups = Pairs,
    };
}
