using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Reduces elements with a stride, such as all channels of a pixel: each lane of a vector computes one output, and
/// one piece is some bundles of outputs.
/// </summary>
internal readonly unsafe struct ReduceColumnsJob<T> : ICpuJob
    where T : unmanaged, IReduction
{
    private readonly T _reduction;
    private readonly ReduceGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _bundlesPerRow;
    private readonly int _bundlesPerPiece;

    public ReduceColumnsJob(T reduction, in ReduceGeometry geometry, float* input, float* output)
    {
        _reduction = reduction;
        _geometry = geometry;
        _input = input;
        _output = output;
        _bundlesPerRow = CpuGrain.Pieces(geometry.Kept.Size0, Vector<float>.Count);
        _bundlesPerPiece = CpuGrain.ItemsPerPiece((long)geometry.Reduced.Count * Vector<float>.Count);
    }

    public int Pieces => CpuGrain.Pieces(Bundles, _bundlesPerPiece);

    private int Bundles => _geometry.Kept.Count == 0 ? 0 : _geometry.Kept.Count / _geometry.Kept.Size0 * _bundlesPerRow;

    public void Run(int index, int worker, CpuWorkers workers)
    {
        int row = _geometry.Kept.Size0;
        int first = index * _bundlesPerPiece;
        int end = Math.Min(first + _bundlesPerPiece, Bundles);
        for (int bundle = first; bundle < end; bundle++)
        {
            int column = bundle % _bundlesPerRow * Vector<float>.Count;
            int output = (bundle / _bundlesPerRow * row) + column;
            Bundle(
                _input + _geometry.Kept.Offset(output), _output + output, Math.Min(Vector<float>.Count, row - column));
        }
    }

    /// <summary>
    /// Lane b computes output b of <paramref name="lanes"/>; the last bundle of a row may not fill its vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bundle(float* input, float* output, int lanes)
    {
        int count = _geometry.Reduced.Count;
        Vector<double> low = Vector.Create((double)_reduction.Identity);
        Vector<double> high = low;
        for (int r = 0; r < count; r++)
        {
            float* numbers = input + _geometry.Reduced.Offset(r);
            Vector.Widen(
                lanes == Vector<float>.Count ? Vector.Load(numbers) : VectorTail.Load(numbers, lanes, filler: 0f),
                out Vector<double> lower,
                out Vector<double> upper);
            low = _reduction.Combine(low, lower);
            high = _reduction.Combine(high, upper);
        }

        Vector<double> divisors = Vector.Create((double)_reduction.Divisor(count));
        VectorTail.Store(Vector.Narrow(low / divisors, high / divisors), output, lanes);
    }
}
