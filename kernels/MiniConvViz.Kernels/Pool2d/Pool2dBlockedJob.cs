using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Pooling with any window, input and output in blocked layout, by <see cref="Pool2dLines"/>: windows that lie inside
/// the image four at a time, those at the edges one by one, over the lines that lie inside. One piece is some output
/// rows.
/// </summary>
internal readonly unsafe struct Pool2dBlockedJob<TReduction> : ILanesJob
    where TReduction : unmanaged, IPool2dReduction
{
    private const int Lanes = ChannelBlocks.Lanes;

    private readonly Pool2dGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _rows;
    private readonly int _rowsPerPiece;
    private readonly int _firstInside; // windows of a row from here ..
    private readonly int _endInside;   // .. to here have no column outside the image

    public Pool2dBlockedJob(in Pool2dGeometry geometry, float* input, float* output)
    {
        _geometry = geometry;
        _input = input;
        _output = output;
        _rows = geometry.Batch * ChannelBlocks.Count(geometry.Channels) * geometry.OutHeight;
        int newRows = Math.Min(geometry.KernelHeight, geometry.StrideY);
        _rowsPerPiece = CpuGrain.ItemsPerPiece((long)newRows * geometry.InWidth * Lanes);
        int lastStart = geometry.InWidth - 1 - ((geometry.KernelWidth - 1) * geometry.DilationX) + geometry.PaddingX;
        _endInside = lastStart < 0 ? 0 : Math.Min((lastStart / geometry.StrideX) + 1, geometry.OutWidth);
        _firstInside = Math.Min((geometry.PaddingX + geometry.StrideX - 1) / geometry.StrideX, _endInside);
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

    private void Row<TLanes, TVector>(int row, int lane)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        Pool2dGeometry g = _geometry;
        (int imageBlock, int y) = Math.DivRem(row, g.OutHeight);

        // Of the window's rows top + ky*dilation, those that lie in the image.
        int top = (y * g.StrideY) - g.PaddingY;
        int first = First(top, g.DilationY);
        int rows = End(top, g.DilationY, g.KernelHeight, g.InHeight) - first;
        nint firstRow = ((nint)imageBlock * g.InHeight) + top + (first * g.DilationY);
        float* input = _input + (firstRow * g.InWidth * Lanes) + lane;
        float* output = _output + ((nint)row * g.OutWidth * Lanes) + lane;
        if (_endInside - _firstInside < 4)
        {
            Edge<TLanes, TVector>(input, rows, y, 0, g.OutWidth, output);
            return;
        }

        Edge<TLanes, TVector>(input, rows, y, 0, _firstInside, output);
        Pool2dLines.ReduceSideBySide<TReduction, TLanes, TVector>(
            input + ((nint)((_firstInside * g.StrideX) - g.PaddingX) * Lanes),
            rows,
            g.KernelWidth,
            (nint)g.DilationY * g.InWidth * Lanes,
            (nint)g.DilationX * Lanes,
            (nint)g.StrideX * Lanes,
            _endInside - _firstInside,
            g.Divisor(y, _firstInside),
            output + ((nint)_firstInside * Lanes));
        Edge<TLanes, TVector>(input, rows, y, _endInside, g.OutWidth, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Edge<TLanes, TVector>(float* input, int rows, int y, int firstX, int endX, float* output)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        Pool2dGeometry g = _geometry;
        for (int x = firstX; x < endX; x++)
        {
            int left = (x * g.StrideX) - g.PaddingX;
            int first = First(left, g.DilationX);
            TVector reduced = Pool2dLines.Reduce<TReduction, TLanes, TVector>(
                input + ((nint)(left + (first * g.DilationX)) * Lanes),
                rows,
                End(left, g.DilationX, g.KernelWidth, g.InWidth) - first,
                (nint)g.DilationY * g.InWidth * Lanes,
                (nint)g.DilationX * Lanes);
            TLanes.Store(
                default(TReduction).Finish<TLanes, TVector>(reduced, g.Divisor(y, x)), output + ((nint)x * Lanes));
        }
    }

    /// <summary>The first k with start + k*dilation inside the image.</summary>
    private static int First(int start, int dilation) => start >= 0 ? 0 : (dilation - 1 - start) / dilation;

    /// <summary>One past the last such k.</summary>
    private static int End(int start, int dilation, int kernel, int size) =>
        Math.Min(kernel, (size - 1 - start + dilation) / dilation);
}
