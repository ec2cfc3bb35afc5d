using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// First step of a Winograd convolution: transforms sixteen channels of a tile's inputs to their values at the pairs
/// of points, <c>B' d B</c>. A piece is a run of tiles in one block of channels.
/// </summary>
internal unsafe struct WinogradInputJob<TTile> : ILanesJob
    where TTile : unmanaged, IWinogradTile
{
    private const int Lanes = ChannelBlocks.Lanes;

    public Conv2dGeometry Geometry;
    public WinogradTiles Tiles;
    public int TilesPerPiece;

    /// <summary>The first tile of the chunk, and how many it has.</summary>
    public int FirstTile;
    public int ChunkTiles;

    /// <summary>[N,B,H,W,16]</summary>
    public float* Input;

    /// <summary>[points, B, tiles of the chunk, 16]</summary>
    public float* Values;

    /// <summary>
    /// Scratch memory: a copy of a tile's inputs, if necessary, and its values after the first transformation.
    /// </summary>
    public static int ScratchFloats => 2 * TTile.Inputs * TTile.Inputs * Lanes;

    public readonly int Pieces => ChannelBlocks.Count(Geometry.InChannels) * PiecesPerBlock;

    private readonly int PiecesPerBlock => (ChunkTiles + TilesPerPiece - 1) / TilesPerPiece;

    public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        float* patch = workers.Scratch(worker, ScratchFloats);
        float* half = patch + (TTile.Inputs * TTile.Inputs * Lanes);
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
            bool isInside = y >= 0 && x >= 0
                && y + TTile.Inputs <= Geometry.InHeight && x + TTile.Inputs <= Geometry.InWidth;
            if (isInside && channels == Lanes)
            {
                nint corner = (((nint)y * Geometry.InWidth) + x) * Lanes;
                Transform<TLanes, TVector>(from + corner, (nint)Geometry.InWidth * Lanes, half, to, step);
            }
            else
            {
                CopyWithBorder(from, y, x, channels, patch);
                Transform<TLanes, TVector>(patch, TTile.Inputs * Lanes, half, to, step);
            }
        }
    }

    /// <summary>Copies a tile's pixels at y, x, with zeros outside the image and in padding lanes.</summary>
    private readonly void CopyWithBorder(float* image, int y, int x, int channels, float* patch)
    {
        for (int row = 0; row < TTile.Inputs; row++)
        {
            for (int column = 0; column < TTile.Inputs; column++)
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

    /// <summary>Columns first, into <paramref name="half"/> [M+2,M+2,16], then rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TLanes, TVector>(float* from, nint rowStep, float* half, float* to, nint step)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        for (int i = 0; i < TTile.Inputs * Lanes; i += TLanes.Count)
        {
            TTile.InputValues<TLanes, TVector>(from + i, rowStep, half + i, TTile.Inputs * Lanes);
        }

        for (int row = 0; row < TTile.Inputs; row++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                TTile.InputValues<TLanes, TVector>(half + lane, Lanes, to + lane, step);
            }

            half += TTile.Inputs * Lanes;
            to += TTile.Inputs * step;
        }
    }
}
