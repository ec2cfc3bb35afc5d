using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Layer normalisations of numbers that lie <c>Inner</c> apart, <c>[Outer,Length,Inner]</c>: as many positions as a
/// vector has lanes are computed side by side, and one piece is some of these bundles.
/// </summary>
internal readonly unsafe struct LayerNormColumnsJob : ICpuJob
{
    private readonly LayerNormGeometry _geometry;
    private readonly float* _input;
    private readonly float* _weight;
    private readonly float* _bias;
    private readonly float* _output;
    private readonly float _eps;
    private readonly int _bundlesPerRow;
    private readonly int _bundlesPerPiece;

    public LayerNormColumnsJob(
        in LayerNormGeometry geometry, float* input, float* weight, float* bias, float eps, float* output)
    {
        _geometry = geometry;
        _input = input;
        _weight = weight;
        _bias = bias;
        _output = output;
        _eps = eps;
        _bundlesPerRow = CpuGrain.Pieces(geometry.Inner, Vector<float>.Count);
        _bundlesPerPiece = CpuGrain.ItemsPerPiece((long)geometry.Length * Vector<float>.Count);
    }

    public int Pieces => CpuGrain.Pieces(_geometry.Outer * _bundlesPerRow, _bundlesPerPiece);

    public void Run(int index, int worker, CpuWorkers workers)
    {
        int first = index * _bundlesPerPiece;
        int end = Math.Min(first + _bundlesPerPiece, _geometry.Outer * _bundlesPerRow);
        for (int bundle = first; bundle < end; bundle++)
        {
            int column = bundle % _bundlesPerRow * Vector<float>.Count;
            nint start = ((nint)(bundle / _bundlesPerRow) * _geometry.Length * _geometry.Inner) + column;
            Bundle(_input + start, _output + start, Math.Min(Vector<float>.Count, _geometry.Inner - column));
        }
    }

    /// <summary>
    /// Lane b computes position b of <paramref name="count"/>, the first half of the lanes in <c>low</c> and the second
    /// in <c>high</c> while they are doubles; the last bundle of a row may not fill its vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bundle(float* input, float* output, int count)
    {
        nint inner = _geometry.Inner;
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        for (nint c = 0; c < _geometry.Length; c++)
        {
            Vector.Widen(Load(input + (c * inner), count), out Vector<double> lower, out Vector<double> upper);
            low += lower;
            high += upper;
        }

        Vector<double> lengths = Vector.Create((double)_geometry.Length);
        Vector<double> lowMeans = low / lengths;
        Vector<double> highMeans = high / lengths;
        low = Vector<double>.Zero;
        high = Vector<double>.Zero;
        for (nint c = 0; c < _geometry.Length; c++)
        {
            Vector.Widen(Load(input + (c * inner), count), out Vector<double> lower, out Vector<double> upper);
            lower -= lowMeans;
            upper -= highMeans;
            low += lower * lower;
            high += upper * upper;
        }

        Vector<double> eps = Vector.Create((double)_eps);
        Vector<float> means = Vector.Narrow(lowMeans, highMeans);
        Vector<float> scales = Vector.Narrow(
            Vector<double>.One / Vector.SquareRoot((low / lengths) + eps),
            Vector<double>.One / Vector.SquareRoot((high / lengths) + eps));
        for (nint c = 0; c < _geometry.Length; c++)
        {
            Vector<float> score = (Load(input + (c * inner), count) - means) * scales;
            Store((score * _weight[c]) + Vector.Create(_bias[c]), output + (c * inner), count);
        }
    }

    private static Vector<float> Load(float* from, int count) =>
        count == Vector<float>.Count ? Vector.Load(from) : VectorTail.Load(from, count, filler: 0f);

    private static void Store(Vector<float> vector, float* to, int count)
    {
        if (count == Vector<float>.Count)
        {
            Vector.Store(vector, to);
        }
        else
        {
            VectorTail.Store(vector, to, count);
        }
    }
}
