using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Last step of a Winograd convolution: sixteen channels of a tile's 36 products to its 4x4 outputs, <c>A' m A</c>, and
/// there what a network would otherwise do in passes of its own: <c>output = clamp(A' m A + bias + residual)</c>. A
/// piece is a run of tiles in one block of channels.
/// </summary>
internal unsafe struct WinogradOutputJob : ILanesJob
{
    private const int Lanes = ChannelBlocks.Lanes;
    private const int Inputs = Winograd.Inputs;
    private const int Outputs = Winograd.Outputs;
    private const float P = Winograd.P;
    private const float Q = Winograd.Q;

    public Conv2dGeometry Geometry;
    public WinogradTiles Tiles;
    public int TilesPerPiece;

    /// <summary>The first tile of the chunk, and how many it has.</summary>
    public int FirstTile;
    public int ChunkTiles;

    /// <summary>[36, B, tiles of the chunk, 16]</summary>
    public float* Products;

    /// <summary>[B,16]</summary>
    public float* Bias;

    /// <summary>[N,B,OH,OW,16], or null for none.</summary>
    public float* Residual;

    public ClampRange Clamp;

    /// <summary>[N,B,OH,OW,16]</summary>
    public float* Output;

    /// <summary>A tile half way, and its outputs.</summary>
    public static int ScratchFloats => ((Outputs * Inputs) + (Outputs * Outputs)) * Lanes;

    public readonly int Pieces => ChannelBlocks.Count(Geometry.OutChannels) * PiecesPerBlock;

    private readonly int PiecesPerBlock => (ChunkTiles + TilesPerPiece - 1) / TilesPerPiece;

    public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        float* half = workers.Scratch(worker, ScratchFloats);
        float* outputs = half + (Outputs * Inputs * Lanes);
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
            int rows = Math.Min(Outputs, Geometry.OutHeight - y);
            int floats = Math.Min(Outputs, Geometry.OutWidth - x) * Lanes;
            nint at = ((((((nint)image * blocks) + block) * Geometry.OutHeight) + y) * Geometry.OutWidth) + x;
            for (int row = 0; row < rows; row++)
            {
                nint place = (at + (row * Geometry.OutWidth)) * Lanes;
                float* residual = Residual == null ? null : Residual + place;
                Finish<TLanes, TVector>(outputs + (row * Outputs * Lanes), residual, Output + place, floats);
            }
        }
    }

    /// <summary>Columns first, into <paramref name="half"/> [4,6,16], then rows, into [4,4,16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TLanes, TVector>(float* from, nint step, float* bias, float* half, float* outputs)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        for (int column = 0; column < Inputs; column++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                Sums<TLanes, TVector>(
                    from + (column * step) + lane,
                    Inputs * step,
                    TLanes.Create(0f),
                    half + (column * Lanes) + lane,
                    Inputs * Lanes);
            }
        }

        for (int row = 0; row < Outputs; row++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                Sums<TLanes, TVector>(
                    half + (row * Inputs * Lanes) + lane,
                    Lanes,
                    TLanes.Load(bias + lane),
                    outputs + (row * Outputs * Lanes) + lane,
                    Lanes);
            }
        }
    }

    /// <summary>Six products, <paramref name="fromStep"/> apart, to four outputs: A' m + start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sums<TLanes, TVector>(float* from, nint fromStep, TVector start, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector minusOne = TLanes.Create(-1f);
        TVector m1 = TLanes.Load(from + fromStep);
        TVector m2 = TLanes.Load(from + (2 * fromStep));
        TVector m3 = TLanes.Load(from + (3 * fromStep));
        TVector m4 = TLanes.Load(from + (4 * fromStep));
        TVector evenP = TLanes.Add(m1, m2);
        TVector oddP = TLanes.MultiplyAdd(minusOne, m2, m1);
        TVector evenQ = TLanes.Add(m3, m4);
        TVector oddQ = TLanes.MultiplyAdd(minusOne, m4, m3);

        TVector y = TLanes.Add(TLanes.Add(evenP, evenQ), TLanes.Add(start, TLanes.Load(from)));
        TLanes.Store(y, to);

        y = TLanes.MultiplyAdd(TLanes.Create(P), oddP, TLanes.MultiplyAdd(TLanes.Create(Q), oddQ, start));
        TLanes.Store(y, to + toStep);

        y = TLanes.MultiplyAdd(TLanes.Create(P * P), evenP, TLanes.MultiplyAdd(TLanes.Create(Q * Q), evenQ, start));
        TLanes.Store(y, to + (2 * toStep));

        y = TLanes.Add(start, TLanes.Load(from + (5 * fromStep)));
        y = TLanes.MultiplyAdd(TLanes.Create(Q * Q * Q), oddQ, y);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(P * P * P), oddP, y), to + (3 * toStep));
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
