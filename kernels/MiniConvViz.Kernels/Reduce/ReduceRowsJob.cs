using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Reduces runs of adjacent elements, such as all of H and W: one piece is some outputs, each computed from one run
/// or several.
/// </summary>
internal readonly unsafe struct ReduceRowsJob<T> : ICpuJob
    where T : unmanaged, IReduction
{
    private readonly T _reduction;
    private readonly ReduceGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _outputsPerPiece;

    public ReduceRowsJob(T reduction, in ReduceGeometry geometry, float* input, float* output)
    {
        _reduction = reduction;
        _geometry = geometry;
        _input = input;
        _output = output;
        _outputsPerPiece = CpuGrain.ItemsPerPiece(geometry.Reduced.Count);
    }

    public int Pieces => CpuGrain.Pieces(_geometry.Kept.Count, _outputsPerPiece);

    public void Run(int index, int worker, CpuWorkers workers)
    {
        int count = _geometry.Reduced.Count;
        int length = _geometry.Reduced.Size0;
        int first = index * _outputsPerPiece;
        int end = Math.Min(first + _outputsPerPiece, _geometry.Kept.Count);
        for (int i = first; i < end; i++)
        {
            float* numbers = _input + _geometry.Kept.Offset(i);
            double result = _reduction.Identity;
            for (int r = 0; r < count; r += length)
            {
                result = _reduction.Combine(result, Row(numbers + _geometry.Reduced.Offset(r), length));
            }

            _output[i] = (float)(result / _reduction.Divisor(count));
        }
    }

    /// <summary>
    /// Every vector of floats is converted to two of doubles, and each lane has an accumulator of its own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Row(float* numbers, int length)
    {
        Vector<double> low = Vector.Create((double)_reduction.Identity);
        Vector<double> high = low;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(numbers + i), out Vector<double> lower, out Vector<double> upper);
            low = _reduction.Combine(low, lower);
            high = _reduction.Combine(high, upper);
        }

        Vector<double> lanes = _reduction.Combine(low, high);
        double result = lanes[0];
        for (int lane = 1; lane < Vector<double>.Count; lane++)
        {
            result = _reduction.Combine(result, lanes[lane]);
        }

        for (; i < length; i++)
        {
            result = _reduction.Combine(result, numbers[i]);
        }

        return result;
    }
}
