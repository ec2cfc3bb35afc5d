using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Last step of a Winograd convolution: transforms sixteen channels of a tile's products to its outputs,
/// <c>A' m A</c>, with the epilogue: <c>output = clamp(A' m A + bias + residual)</c>. A piece is a run of tiles in
/// one block of channels.
/// </summary>
internal unsafe struct WinogradOutputJob<TTile> : ILanesJob
    where TTile : unmanaged, IWinogradTile
{
    private const int Lanes = ChannelBlocks.Lanes;

    public Conv2dGeometry Geometry;
    public WinogradTiles Tiles;
    public int TilesPerPiece;

    /// <summary>The first tile of the chunk, and how many it has.</summary>
    public int FirstTile;
    public int ChunkTiles;

    /// <summary>[points, B, tiles of the chunk, 16]</summary>
    public float* Products;

    /// <summary>[B,16]</summary>
    public float* Bias;

    /// <summary>[N,B,OH,OW,16], or null for none.</summary>
    public float* Residual;

    public ClampRange Clamp;

    /// <summary>[N,B,OH,OW,16]</summary>
    public float* Output;

    /// <summary>Scratch memory: a tile after the first transformation, and its outputs.</summary>
    public static int ScratchFloats => ((TTile.Outputs * TTile.Inputs) + (TTile.Outputs * TTile.Outputs)) * Lanes;

    public readonly int Pieces => ChannelBlocks.Count(Geometry.OutChannels) * PiecesPerBlock;

    private readonly int PiecesPerBlock => (ChunkTiles + TilesPerPiece - 1) / TilesPerPiece;

    public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        float* half = workers.Scratch(worker, ScratchFloats);
        float* outputs = half + (TTile.Outputs * TTile.Inputs * Lanes);
        int blocks = ChannelBlocks.Count(Geometry.OutChannels);
        (int block, int piece) = Math.DivRem(index, PiecesPerBlock);
        int first = piece * TilesPerPiece;
        int end = Math.Min(first + TilesPerPiece, ChunkTiles);
        nint step = (nint)blocks * ChunkTiles * Lanes;
        for (int tile = first; tile < end; tile++)
        {
            int image = Tiles.Find(FirstTile + tile, out int y, out int x);
            Transform<TLanes, TVector>(
                Products + ((((nint)block * ChunkTiles) + tile) * Lanes), step, Bias + (block * Lanes), half, outputs);
            int rows = Math.Min(TTile.Outputs, Geometry.OutHeight - y);
            int floats = Math.Min(TTile.Outputs, Geometry.OutWidth - x) * Lanes;
            nint at = ((((((nint)image * blocks) + block) * Geometry.OutHeight) + y) * Geometry.OutWidth) + x;
            for (int row = 0; row < rows; row++)
            {
                nint place = (at + (row * Geometry.OutWidth)) * Lanes;
                float* residual = Residual == null ? null : Residual + place;
                Finish<TLanes, TVector>(outputs + (row * TTile.Outputs * Lanes), residual, Output + place, floats);
            }
        }
    }

    /// <summary>Columns first, into <paramref name="half"/> [M,M+2,16], then rows, into [M,M,16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TLanes, TVector>(float* from, nint step, float* bias, float* half, float* outputs)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        for (int column = 0; column < TTile.Inputs; column++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                TTile.Sums<TLanes, TVector>(
                    from + (column * step) + lane,
                    TTile.Inputs * step,
                    TLanes.Create(0f),
                    half + (column * Lanes) + lane,
                    TTile.Inputs * Lanes);
            }
        }

        for (int row = 0; row < TTile.Outputs; row++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                TTile.Sums<TLanes, TVector>(
                    half + (row * TTile.Inputs * Lanes) + lane,
                    Lanes,
                    TLanes.Load(bias + lane),
                    outputs + (row * TTile.Outputs * Lanes) + lane,
                    Lanes);
            }
        }
    }

    /// <summary><c>output[i] = clamp(sums[i] + residual[i])</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<TLanes, TVector>(float* sums, float* residual, float* output, int count)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector low = TLanes.Create(Clamp.Low);
        TVector high = TLanes.Create(Clamp.High);
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TVector y = TLanes.Load(sums + i);
            y = residual == null ? y : TLanes.Add(y, TLanes.Load(residual + i));
            TLanes.Store(TLanes.Clamp(y, low, high), output + i);
        }
    }
}
