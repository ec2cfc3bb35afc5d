using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Softmaxes, or their logarithms, over scores with stride <c>Inner</c>, <c>[Outer,Length,Inner]</c>: each lane of a
/// vector computes one softmax, and one piece is some bundles of them (<see cref="AxisBundles"/>).
/// </summary>
internal readonly unsafe struct SoftmaxColumnsJob<TOutput> : ICpuJob
    where TOutput : unmanaged, ISoftmaxOutput
{
    private readonly AxisGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly AxisBundles _bundles;

    public SoftmaxColumnsJob(in AxisGeometry geometry, float* input, float* output)
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
    /// Lane b computes softmax b of <paramref name="lanes"/>; the last bundle of a row may not fill its vector.
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

        TOutput.Columns(input, maxima, output, _geometry.Inner, end, lanes);
    }
}
