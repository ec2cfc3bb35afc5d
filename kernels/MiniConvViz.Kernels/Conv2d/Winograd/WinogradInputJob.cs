using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// First step of a Winograd convolution: sixteen channels of a tile's 6x6 inputs to their values at the 36 pairs of
/// points, <c>B' d B</c>. A piece is a run of tiles in one block of channels.
/// </summary>
internal unsafe struct WinogradInputJob : ILanesJob
{
    private const int Lanes = ChannelBlocks.Lanes;
    private const int Inputs = Winograd.Inputs;
    private const float P = Winograd.P;
    private const float Q = Winograd.Q;

    public Conv2dGeometry Geometry;
    public WinogradTiles Tiles;
    public int TilesPerPiece;

    /// <summary>The first tile of the chunk, and how many it has.</summary>
    public int FirstTile;
    public int ChunkTiles;

    /// <summary>[N,B,H,W,16]</summary>
    public float* Input;

    /// <summary>[36, B, tiles of the chunk, 16]</summary>
    public float* Values;

    /// <summary>A tile's inputs where they must be copied, and its rows of values half way.</summary>
    public static int ScratchFloats => 2 * Winograd.Products * Lanes;

    public readonly int Pieces => ChannelBlocks.Count(Geometry.InChannels) * PiecesPerBlock;

    private readonly int PiecesPerBlock => (ChunkTiles + TilesPerPiece - 1) / TilesPerPiece;

    public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        float* patch = workers.Scratch(worker, ScratchFloats);
        float* half = patch + (Winograd.Products * Lanes);
        int blocks = ChannelBlocks.Count(Geometry.InChannels);
        (int block, int piece) = Math.DivRem(index, PiecesPerBlock);
        int first = piece * TilesPerPiece;
        int end = Math.Min(first + TilesPerPiece, ChunkTiles);
        nint step = (nint)blocks * ChunkTiles * Lanes;
        int channels = Math.Min(Lanes, Geometry.InChannels - (block * Lanes));
        nint plane = (nint)Geometry.InHeight * Geometry.InWidth * Lanes;
        for (int tile = first; tile < end; tile++)
        {
            int image = Tiles.Find(FirstTile + tile, out int y, out int x);
            y -= Geometry.PaddingY;
            x -= Geometry.PaddingX;
            float* from = Input + ((((nint)image * blocks) + block) * plane);
            float* to = Values + ((((nint)block * ChunkTiles) + tile) * Lanes);
            bool isInside = y >= 0 && x >= 0 && y + Inputs <= Geometry.InHeight && x + Inputs <= Geometry.InWidth;
            if (isInside && channels == Lanes)
            {
                nint corner = (((nint)y * Geometry.InWidth) + x) * Lanes;
                Transform<TLanes, TVector>(from + corner, (nint)Geometry.InWidth * Lanes, half, to, step);
            }
            else
            {
                CopyWithBorder(from, y, x, channels, patch);
                Transform<TLanes, TVector>(patch, Inputs * Lanes, half, to, step);
            }
        }
    }

    /// <summary>6x6 pixels at y, x, zeros where the image is not, and in the lanes that are no channels.</summary>
    private readonly void CopyWithBorder(float* image, int y, int x, int channels, float* patch)
    {
        for (int row = 0; row < Inputs; row++)
        {
            for (int column = 0; column < Inputs; column++)
            {
                Span<float> to = new(patch, Lanes);
                int inY = y + row;
                int inX = x + column;
                to.Clear();
                if (inY >= 0 && inY < Geometry.InHeight && inX >= 0 && inX < Geometry.InWidth)
                {
                    nint at = (((nint)inY * Geometry.InWidth) + inX) * Lanes;
                    new ReadOnlySpan<float>(image + at, channels).CopyTo(to);
                }

                patch += Lanes;
            }
        }
    }

    /// <summary>Columns first, into <paramref name="half"/> [6,6,16], then rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TLanes, TVector>(float* from, nint rowStep, float* half, float* to, nint step)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        for (int i = 0; i < Inputs * Lanes; i += TLanes.Count)
        {
            Points<TLanes, TVector>(from + i, rowStep, half + i, Inputs * Lanes);
        }

        for (int row = 0; row < Inputs; row++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                Points<TLanes, TVector>(half + lane, Lanes, to + lane, step);
            }

            half += Inputs * Lanes;
            to += Inputs * step;
        }
    }

    /// <summary>Six numbers, <paramref name="fromStep"/> apart, to their values at the six points: B' d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Points<TLanes, TVector>(float* from, nint fromStep, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector d0 = TLanes.Load(from);
        TVector d1 = TLanes.Load(from + fromStep);
        TVector d2 = TLanes.Load(from + (2 * fromStep));
        TVector d3 = TLanes.Load(from + (3 * fromStep));
        TVector d4 = TLanes.Load(from + (4 * fromStep));
        TVector d5 = TLanes.Load(from + (5 * fromStep));

        TVector product = TLanes.Create(P * P * Q * Q);
        TVector sum = TLanes.Create(-((P * P) + (Q * Q)));
        TLanes.Store(TLanes.MultiplyAdd(product, d0, TLanes.MultiplyAdd(sum, d2, d4)), to);
        TLanes.Store(TLanes.MultiplyAdd(product, d1, TLanes.MultiplyAdd(sum, d3, d5)), to + (5 * toStep));

        TVector even = TLanes.MultiplyAdd(TLanes.Create(-Q * Q), d2, d4);
        TVector odd = TLanes.MultiplyAdd(TLanes.Create(-Q * Q), d1, d3);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(P), odd, even), to + toStep);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(-P), odd, even), to + (2 * toStep));

        even = TLanes.MultiplyAdd(TLanes.Create(-P * P), d2, d4);
        odd = TLanes.MultiplyAdd(TLanes.Create(-P * P), d1, d3);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(Q), odd, even), to + (3 * toStep));
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(-Q), odd, even), to + (4 * toStep));
    }
}
