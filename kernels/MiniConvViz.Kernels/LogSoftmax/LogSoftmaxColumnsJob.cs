using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Logarithms of softmaxes over scores that lie <c>Inner</c> apart, <c>[Outer,Length,Inner]</c>: as many as a vector
/// has lanes are computed side by side, and one piece is some of these bundles.
/// </summary>
internal readonly unsafe struct LogSoftmaxColumnsJob : ICpuJob
{
    private readonly AxisGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly AxisBundles _bundles;

    public LogSoftmaxColumnsJob(in AxisGeometry geometry, float* input, float* output)
    {
        _geometry = geometry;
        _input = input;
        _output = output;
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
    /// Lane b computes position b of <paramref name="lanes"/>; the last bundle of a row may not fill its vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bundle(float* input, float* output, int lanes)
    {
        nint end = (nint)_geometry.Length * _geometry.Inner;
        Vector<float> maxima = Vector.Create(float.NegativeInfinity);
        for (nint c = 0; c < end; c += _geometry.Inner)
        {
            maxima = Vector.MaxNumber(maxima, AxisBundles.Load(input + c, lanes));
        }

        Vector<float> sums = Vector<float>.Zero;
        for (nint c = 0; c < end; c += _geometry.Inner)
        {
            sums += VectorExp.Exp(AxisBundles.Load(input + c, lanes) - maxima);
        }

        Vector<float> logarithms = Vector.Log(sums);
        for (nint c = 0; c < end; c += _geometry.Inner)
        {
            AxisBundles.Store(AxisBundles.Load(input + c, lanes) - maxima - logarithms, output + c, lanes);
        }
    }
}
