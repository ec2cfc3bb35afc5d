using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Layer normalisations of values with stride <c>Inner</c>, <c>[Outer,Length,Inner]</c>: each lane of a vector
/// computes one position, and one piece is some bundles of positions (<see cref="AxisBundles"/>).
/// </summary>
internal readonly unsafe struct LayerNormColumnsJob : ICpuJob
{
    private readonly AxisGeometry _geometry;
    private readonly float* _input;
    private readonly float* _weight;
    private readonly float* _bias;
    private readonly float* _output;
    private readonly float _eps;
    private readonly AxisBundles _bundles;

    public LayerNormColumnsJob(
        in AxisGeometry geometry, float* input, float* weight, float* bias, float eps, float* output)
    {
        _geometry = geometry;
        _input = input;
        _weight = weight;
        _bias = bias;
        _output = output;
        _eps = eps;
        _bundles = new AxisBundles(geometry);
    }

    public int Pieces => _bundles.Pieces;

    public void Run(int index, int worker, CpuWorkers workers)
    {
        for (int bundle = _bundles.First(index); bundle < _bundles.End(index); bundle++)
        {
            nint start = _bundles.Start(bundle);
            Bundle(_input + start, _output + start, _bundles.Lanes(bundle));
        }
    }

    /// <summary>
    /// Lane b computes position b of <paramref name="lanes"/>, the first half of the lanes in <c>low</c> and the second
    /// in <c>high</c> while they are doubles; the last bundle of a row may not fill its vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bundle(float* input, float* output, int lanes)
    {
        nint inner = _geometry.Inner;
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        for (nint c = 0; c < _geometry.Length; c++)
        {
            Vector<float> values = AxisBundles.Load(input + (c * inner), lanes);
            Vector.Widen(values, out Vector<double> lower, out Vector<double> upper);
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
            Vector<float> values = AxisBundles.Load(input + (c * inner), lanes);
            Vector.Widen(values, out Vector<double> lower, out Vector<double> upper);
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
            Vector<float> score = (AxisBundles.Load(input + (c * inner), lanes) - means) * scales;
            AxisBundles.Store((score * _weight[c]) + Vector.Create(_bias[c]), output + (c * inner), lanes);
        }
    }
}
