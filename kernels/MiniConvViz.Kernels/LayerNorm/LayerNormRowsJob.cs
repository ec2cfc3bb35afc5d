using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Layer normalisations of adjacent values, <c>[Outer,Length]</c>: one piece is some rows.</summary>
internal readonly unsafe struct LayerNormRowsJob : ICpuJob
{
    private readonly float* _input;
    private readonly float* _weight;
    private readonly float* _bias;
    private readonly float* _output;
    private readonly float _eps;
    private readonly int _rows;
    private readonly int _length;
    private readonly int _rowsPerPiece;

    public LayerNormRowsJob(
        in AxisGeometry geometry, float* input, float* weight, float* bias, float eps, float* output)
    {
        _input = input;
        _weight = weight;
        _bias = bias;
        _output = output;
        _eps = eps;
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
            (double mean, double variance) = RowMoments.Of(_input + start, _length);
            Normalize(_input + start, (float)mean, (float)(1.0 / Math.Sqrt(variance + _eps)), _output + start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Normalize(float* input, float mean, float scale, float* output)
    {
        Vector<float> means = Vector.Create(mean);
        int i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> score = (Vector.Load(input + i) - means) * scale;
            Vector.Store((score * Vector.Load(_weight + i)) + Vector.Load(_bias + i), output + i);
        }

        for (; i < _length; i++)
        {
            output[i] = ((input[i] - mean) * scale * _weight[i]) + _bias[i];
        }
    }
}
