using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Softmaxes over neighbours, <c>[Outer,Length]</c>: one piece is some rows.</summary>
internal readonly unsafe struct SoftmaxRowsJob : ICpuJob
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
            float sum = Exponentials(_input + start, SoftmaxRow.Maximum(_input + start, _length), _output + start);
            Divide(_output + start, sum);
        }
    }

    /// <summary>Writes <c>exp(input - maximum)</c> and gives their sum: lane by lane first, then the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Exponentials(float* input, float maximum, float* output)
    {
        Vector<float> maxima = Vector.Create(maximum);
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = VectorExp.Exp(Vector.Load(input + i) - maxima);
            Vector.Store(e, output + i);
            sums += e;
        }

        // The lanes past the end hold -infinity, whose exponential adds nothing.
        Vector<float> tail = VectorExp.Exp(VectorTail.Load(input + i, _length - i, float.NegativeInfinity) - maxima);
        VectorTail.Store(tail, output + i, _length - i);
        return Vector.Sum(sums + tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Divide(float* output, float sum)
    {
        int i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Store(Vector.Load(output + i) / sum, output + i);
        }

        for (; i < _length; i++)
        {
            output[i] /= sum;
        }
    }
}
