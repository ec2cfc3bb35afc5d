using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Pooling to a given size, blocks of channels in and out: each window separately, by <see cref="Pool2dLines"/>. One
/// piece is some output rows.
/// </summary>
internal readonly unsafe struct AdaptivePool2dBlockedJob<TReduction> : ILanesJob
    where TReduction : unmanaged, IPool2dReduction
{
    private const int Lanes = ChannelBlocks.Lanes;

    private readonly AdaptivePool2dGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _rows;
    private readonly int _rowsPerPiece;

    public AdaptivePool2dBlockedJob(in AdaptivePool2dGeometry geometry, float* input, float* output)
    {
        _geometry = geometry;
        _input = input;
        _output = output;
        _rows = geometry.Batch * ChannelBlocks.Count(geometry.Channels) * geometry.OutHeight;
        int inRows = (geometry.InHeight + geometry.OutHeight - 1) / geometry.OutHeight;
        _rowsPerPiece = CpuGrain.ItemsPerPiece((long)inRows * geometry.InWidth * Lanes);
    }

    public int Pieces => CpuGrain.Pieces(_rows, _rowsPerPiece);

    public void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        int first = index * _rowsPerPiece;
        int end = first + Math.Min(_rowsPerPiece, _rows - first);
        for (int row = first; row < end; row++)
        {
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                Row<TLanes, TVector>(row, lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<TLanes, TVector>(int row, int lane)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        AdaptivePool2dGeometry g = _geometry;
        (int imageBlock, int y) = Math.DivRem(row, g.OutHeight);
        nint firstRow = ((nint)imageBlock * g.InHeight) + g.FirstRow(y);
        int rows = g.EndRow(y) - g.FirstRow(y);
        nint pitch = (nint)g.InWidth * Lanes;
        float* input = _input + (firstRow * pitch) + lane;
        float* output = _output + ((nint)row * g.OutWidth * Lanes) + lane;
        for (int x = 0; x < g.OutWidth; x++)
        {
            int first = g.FirstColumn(x);
            int columns = g.EndColumn(x) - first;
            TVector reduced = Pool2dLines.Reduce<TReduction, TLanes, TVector>(
                input + ((nint)first * Lanes), rows, columns, pitch, Lanes);
            TLanes.Store(default(TReduction).Finish<TLanes, TVector>(reduced, rows * columns), output);
            output += Lanes;
        }
    }
}
