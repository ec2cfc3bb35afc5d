namespace MiniConvViz.Kernels;

/// <summary>
/// Pooling to a given size, plain in and out. Each row of windows is reduced vertically first, all columns at once,
/// then each window horizontally. One piece is some channels of some images.
/// </summary>
internal readonly unsafe struct AdaptivePool2dJob<TReduction> : ICpuJob
    where TReduction : unmanaged, IPool2dReduction
{
    private readonly AdaptivePool2dGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _planesPerPiece;

    public AdaptivePool2dJob(in AdaptivePool2dGeometry geometry, float* input, float* output)
    {
        _geometry = geometry;
        _input = input;
        _output = output;
        _planesPerPiece = CpuGrain.ItemsPerPiece((long)geometry.InHeight * geometry.InWidth);
    }

    public int Pieces => CpuGrain.Pieces(_geometry.Batch * _geometry.Channels, _planesPerPiece);

    /// <summary>Scratch memory of one piece: a row of windows, reduced vertically.</summary>
    public int ScratchFloats => _geometry.InWidth;

    public void Run(int index, int worker, CpuWorkers workers)
    {
        float* row = workers.Scratch(worker, ScratchFloats);
        int first = index * _planesPerPiece;
        int end = Math.Min(first + _planesPerPiece, _geometry.Batch * _geometry.Channels);
        for (int plane = first; plane < end; plane++)
        {
            Windows(
                _input + ((nint)plane * _geometry.InHeight * _geometry.InWidth),
                row,
                _output + ((nint)plane * _geometry.OutHeight * _geometry.OutWidth));
        }
    }

    private void Windows(float* image, float* row, float* output)
    {
        int width = _geometry.InWidth;
        for (int y = 0; y < _geometry.OutHeight; y++)
        {
            int firstRow = _geometry.FirstRow(y);
            int rows = _geometry.EndRow(y) - firstRow;
            Pool2dRows.Reduce(default(TReduction), image + ((nint)firstRow * width), rows, width, width, row);
            for (int x = 0; x < _geometry.OutWidth; x++)
            {
                int firstColumn = _geometry.FirstColumn(x);
                *output++ = default(TReduction).Finish(row + firstColumn, _geometry.EndColumn(x) - firstColumn, rows);
            }
        }
    }
}
