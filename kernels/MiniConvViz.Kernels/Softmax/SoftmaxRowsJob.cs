namespace MiniConvViz.Kernels;

/// <summary>
/// Softmaxes, or their logarithms, over adjacent scores, <c>[Outer,Length]</c>: one piece is some rows.
/// </summary>
internal readonly unsafe struct SoftmaxRowsJob<TOutput> : ICpuJob
    where TOutput : unmanaged, ISoftmaxOutput
{
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _rows;
    private readonly int _length;
    private readonly int _rowsPerPiece;

    public SoftmaxRowsJob(in AxisGeometry geometry, float* input, float* output)
    {
        _input = input;
        _output = output;
        _rows = geometry.Outer;
        _length = geometry.Length;
        _rowsPerPiece = CpuGrain.ItemsPerPiece(geometry.Length);
    }

    public int Pieces => CpuGrain.Pieces(_rows, _rowsPerPiece);

    public void Run(int index, int worker, CpuWorkers workers)
    {
        int first = index * _rowsPerPiece;
        int end = Math.Min(first + _rowsPerPiece, _rows);
        for (int row = first; row < end; row++)
        {
            nint start = (nint)row * _length;
            float maximum = SoftmaxRow.Maximum(_input + start, _length);
            TOutput.Row(_input + start, maximum, _output + start, _length);
        }
    }
}
