using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The largest value of the window, or NaN if any is.</summary>
internal readonly unsafe struct MaxReduction : IPool2dReduction
{
    public float Identity => float.NegativeInfinity;

    public float Combine(float a, float b) => MathF.Max(a, b);

    public Vector<float> Combine(Vector<float> a, Vector<float> b) => Vector.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Combine<TLanes, TVector>(TVector a, TVector b)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged => TLanes.Max(a, b);

    public void Finish(in Pool2dGeometry geometry, int y, float* outputRow)
    {
        // The largest value under the window is the output.
    }

    public float Finish(float* row, int columns, int rows)
    {
        float maximum = float.NegativeInfinity;
        for (int x = 0; x < columns; x++)
        {
            maximum = MathF.Max(maximum, row[x]);
        }

        return maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Finish<TLanes, TVector>(TVector reduced, int divisor)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged => reduced;
}
