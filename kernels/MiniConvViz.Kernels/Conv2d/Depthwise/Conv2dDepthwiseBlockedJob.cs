namespace MiniConvViz.Kernels;

/// <summary>
/// Depthwise convolution, input and output in blocked layout. One piece is some output rows;
/// <see cref="Conv2dDepthwiseBlockedRow{TLanes, TVector}"/> computes one of them, for as many channels as a vector has
/// lanes.
/// </summary>
internal readonly unsafe struct Conv2dDepthwiseBlockedJob : ILanesJob
{
    private const int Lanes = ChannelBlocks.Lanes;

    private readonly Conv2dOperands _operands;
    private readonly int _rows;
    private readonly int _rowsPerPiece;
    private readonly int _firstInside; // outputs of a row from here ..
    private readonly int _endInside;   // .. to here have no tap left or right of the image

    public Conv2dDepthwiseBlockedJob(in Conv2dOperands operands)
    {
        _operands = operands;
        Conv2dGeometry g = operands.Geometry;
        _rows = g.Batch * ChannelBlocks.Count(g.OutChannels) * g.OutHeight;
        _rowsPerPiece = CpuGrain.ItemsPerPiece((long)g.OutWidth * g.KernelHeight * g.KernelWidth);
        int lastStart = g.InWidth - 1 - ((g.KernelWidth - 1) * g.DilationX) + g.PaddingX;
        _endInside = lastStart < 0 ? 0 : Math.Min((lastStart / g.StrideX) + 1, g.OutWidth);
        _firstInside = Math.Min((g.PaddingX + g.StrideX - 1) / g.StrideX, _endInside);
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
                Row<TLanes, TVector>(row, lane).Run(_firstInside, _endInside);
            }
        }
    }

    private Conv2dDepthwiseBlockedRow<TLanes, TVector> Row<TLanes, TVector>(int row, int lane)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        Conv2dGeometry g = _operands.Geometry;
        (int imageBlock, int y) = Math.DivRem(row, g.OutHeight);
        int block = imageBlock % ChannelBlocks.Count(g.OutChannels);

        // Of the window's rows top + ky*dilation, those that lie in the image.
        int top = (y * g.StrideY) - g.PaddingY;
        int first = top >= 0 ? 0 : (g.DilationY - 1 - top) / g.DilationY;
        int end = Math.Min(g.KernelHeight, (g.InHeight - 1 - top + g.DilationY) / g.DilationY);
        nint firstRow = ((nint)imageBlock * g.InHeight) + top + (first * g.DilationY);
        nint at = ((nint)row * g.OutWidth * Lanes) + lane;
        return new Conv2dDepthwiseBlockedRow<TLanes, TVector>
        {
            Geometry = g,
            TapRows = end - first,
            Input = _operands.Input + (firstRow * g.InWidth * Lanes) + lane,
            Weights = _operands.Weights + (((block * g.KernelHeight) + first) * g.KernelWidth * Lanes) + lane,
            Residual = _operands.Residual == null ? null : _operands.Residual + at,
            Output = _operands.Output + at,
            Bias = TLanes.Load(_operands.Bias + (block * Lanes) + lane),
            Low = TLanes.Create(_operands.Clamp.Low),
            High = TLanes.Create(_operands.Clamp.High),
        };
    }
}
