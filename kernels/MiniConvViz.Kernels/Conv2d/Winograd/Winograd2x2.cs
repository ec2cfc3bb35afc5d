using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// F(2x2, 3x3) at the points 0, 1, -1 and infinity: 4/9 of the multiplications, and hardly larger rounding errors
/// than plain sums.
/// </summary>
internal readonly unsafe struct Winograd2x2 : IWinogradTile
{
    public static Conv2dAlgorithm Algorithm => Conv2dAlgorithm.Winograd2x2;

    public static int Outputs => 2;

    public static int Inputs => 4;

    public static int TermsPerPart => 64;

    public static double[,] FilterMatrix => new double[,]
    {
        { -1, 0, 0 },
        { 0.5, 0.5, 0.5 },
        { 0.5, -0.5, 0.5 },
        { 0, 0, 1 },
    };

    public static double[,] InputMatrix => new double[,]
    {
        { -1, 0, 1, 0 },
        { 0, 1, 1, 0 },
        { 0, -1, 1, 0 },
        { 0, -1, 0, 1 },
    };

    public static double[,] OutputMatrix => new double[,]
    {
        { 1, 1, 1, 0 },
        { 0, 1, -1, 1 },
    };

    public static void FilterValues(double g0, double g1, double g2, double* to, int step)
    {
        double even = (g0 + g2) / 2;
        double odd = g1 / 2;
        to[0] = -g0;
        to[step] = even + odd;
        to[2 * step] = even - odd;
        to[3 * step] = g2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputValues<TLanes, TVector>(float* from, nint fromStep, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector minusOne = TLanes.Create(-1f);
        TVector d0 = TLanes.Load(from);
        TVector d1 = TLanes.Load(from + fromStep);
        TVector d2 = TLanes.Load(from + (2 * fromStep));
        TVector d3 = TLanes.Load(from + (3 * fromStep));
        TLanes.Store(TLanes.MultiplyAdd(minusOne, d0, d2), to);
        TLanes.Store(TLanes.Add(d1, d2), to + toStep);
        TLanes.Store(TLanes.MultiplyAdd(minusOne, d1, d2), to + (2 * toStep));
        TLanes.Store(TLanes.MultiplyAdd(minusOne, d1, d3), to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sums<TLanes, TVector>(float* from, nint fromStep, TVector start, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector m1 = TLanes.Load(from + fromStep);
        TVector m2 = TLanes.Load(from + (2 * fromStep));
        TVector even = TLanes.Add(m1, m2);
        TVector odd = TLanes.MultiplyAdd(TLanes.Create(-1f), m2, m1);
        TLanes.Store(TLanes.Add(even, TLanes.Add(start, TLanes.Load(from))), to);
        TLanes.Store(TLanes.Add(odd, TLanes.Add(start, TLanes.Load(from + (3 * fromStep)))), to + toStep);
    }
}
