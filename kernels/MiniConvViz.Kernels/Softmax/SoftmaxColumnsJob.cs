using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Softmaxes over scores that lie <c>Inner</c> apart, <c>[Outer,Length,Inner]</c>: as many as a vector has lanes are
/// computed side by side, and one piece is some of these bundles.
/// </summary>
internal readonly unsafe struct SoftmaxColumnsJob : ICpuJob
{
    private readonly SoftmaxGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _bundlesPerRow;
    private readonly int _bundlesPerPiece;

    public SoftmaxColumnsJob(in SoftmaxGeometry geometry, float* input, float* output)
    {
        _geometry = geometry;
        _input = input;
        _output = output;
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
    /// Lane b computes softmax b of <paramref name="count"/>; the last bundle of a row may not fill its vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bundle(float* input, float* output, int count)
    {
        nint length = (nint)_geometry.Length * _geometry.Inner;
        Vector<float> maxima = Vector.Create(float.NegativeInfinity);
        for (nint c = 0; c < length; c += _geometry.Inner)
        {
            maxima = Vector.MaxNumber(maxima, Load(input + c, count));
        }

        Vector<float> sums = Vector<float>.Zero;
        for (nint c = 0; c < length; c += _geometry.Inner)
        {
            Vector<float> e = Vector.Exp(Load(input + c, count) - maxima);
            Store(e, output + c, count);
            sums += e;
        }

        for (nint c = 0; c < length; c += _geometry.Inner)
        {
            Store(Load(output + c, count) / sums, output + c, count);
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
