using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Logarithms of softmaxes over neighbours, <c>[Outer,Length]</c>: one piece is some rows.</summary>
internal readonly unsafe struct LogSoftmaxRowsJob : ICpuJob
{
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _rows;
    private readonly int _length;
    private readonly int _rowsPerPiece;

    public LogSoftmaxRowsJob(in AxisGeometry geometry, float* input, float* output)
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
            float sum = SoftmaxRow.SumOfExponentials(_input + start, _length, maximum);
            Subtract(_input + start, maximum, (float)Math.Log(sum), _output + start);
        }
    }

    /// <summary>One after the other: their sum would be as coarse as the larger of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Subtract(float* input, float maximum, float logarithm, float* output)
    {
        Vector<float> maxima = Vector.Create(maximum);
        Vector<float> logarithms = Vector.Create(logarithm);
        int i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Store(Vector.Load(input + i) - maxima - logarithms, output + i);
        }

        for (; i < _length; i++)
        {
            output[i] = input[i] - maximum - logarithm;
        }
    }
}
