using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The sum of the window, divided at the end by <see cref="Pool2dGeometry.Divisor"/>.</summary>
internal readonly unsafe struct AverageReduction : IPool2dReduction
{
    public float Identity => 0f;

    public float Combine(float a, float b) => a + b;

    public Vector<float> Combine(Vector<float> a, Vector<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Combine<TLanes, TVector>(TVector a, TVector b)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged => TLanes.Add(a, b);

    public void Finish(in Pool2dGeometry geometry, int y, float* outputRow)
    {
        for (int x = 0; x < geometry.OutWidth; x++)
        {
            outputRow[x] /= geometry.Divisor(y, x);
        }
    }

    public float Finish(float* row, int columns, int rows)
    {
        double sum = 0.0;
        for (int x = 0; x < columns; x++)
        {
            sum += row[x];
        }

        return (float)(sum / (rows * columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Finish<TLanes, TVector>(TVector reduced, int divisor)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged => TLanes.Divide(reduced, TLanes.Create(divisor));
}
