using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// F(4x4, 3x3) at the points 0, P, -P, Q, -Q and infinity: a quarter of the multiplications, and larger rounding
/// errors (<see cref="Winograd"/> has the table).
/// </summary>
internal readonly unsafe struct Winograd4x4 : IWinogradTile
{
    /// <summary>Products of a tile: one per pair of points.</summary>
    public const int Products = 36;

    /// <summary>The first pair of points, +P and -P.</summary>
    public const float P = 5f / 8;

    /// <summary>The second pair of points, +Q and -Q.</summary>
    public const float Q = 3f / 2;

    // The divisors in G: the products of the distances from one point to the others.
    private const double ZeroDistances = (double)P * P * Q * Q;
    private const double PDistances = 2.0 * P * P * ((P * P) - (Q * Q));
    private const double QDistances = 2.0 * Q * Q * ((Q * Q) - (P * P));

    public static Conv2dAlgorithm Algorithm => Conv2dAlgorithm.Winograd4x4;

    public static int Outputs => 4;

    public static int Inputs => 6;

    /// <summary>
    /// With 64, the error for 512 channels would be 0.7e-6 instead of 0.6e-6, and the GEMMs would be a tenth faster.
    /// </summary>
    public static int TermsPerPart => 32;

    public static double[,] FilterMatrix => new double[,]
    {
        { 1 / ZeroDistances, 0, 0 },
        { 1 / PDistances, P / PDistances, P * P / PDistances },
        { 1 / PDistances, -P / PDistances, P * P / PDistances },
        { 1 / QDistances, Q / QDistances, Q * Q / QDistances },
        { 1 / QDistances, -Q / QDistances, Q * Q / QDistances },
        { 0, 0, 1 },
    };

    public static double[,] InputMatrix => new double[,]
    {
        { P * P * Q * Q, 0, -((P * P) + (Q * Q)), 0, 1, 0 },
        { 0, -P * Q * Q, -Q * Q, P, 1, 0 },
        { 0, P * Q * Q, -Q * Q, -P, 1, 0 },
        { 0, -Q * P * P, -P * P, Q, 1, 0 },
        { 0, Q * P * P, -P * P, -Q, 1, 0 },
        { 0, P * P * Q * Q, 0, -((P * P) + (Q * Q)), 0, 1 },
    };

    public static double[,] OutputMatrix => new double[,]
    {
        { 1, 1, 1, 1, 1, 0 },
        { 0, P, -P, Q, -Q, 0 },
        { 0, P * P, P * P, Q * Q, Q * Q, 0 },
        { 0, P * P * P, -P * P * P, Q * Q * Q, -Q * Q * Q, 1 },
    };

    public static void FilterValues(double g0, double g1, double g2, double* to, int step)
    {
        double even = (g0 + ((double)P * P * g2)) / PDistances;
        double odd = P * g1 / PDistances;
        to[0] = g0 / ZeroDistances;
        to[step] = even + odd;
        to[2 * step] = even - odd;
        even = (g0 + ((double)Q * Q * g2)) / QDistances;
        odd = Q * g1 / QDistances;
        to[3 * step] = even + odd;
        to[4 * step] = even - odd;
        to[5 * step] = g2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputValues<TLanes, TVector>(float* from, nint fromStep, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector d0 = TLanes.Load(from);
        TVector d1 = TLanes.Load(from + fromStep);
        TVector d2 = TLanes.Load(from + (2 * fromStep));
        TVector d3 = TLanes.Load(from + (3 * fromStep));
        TVector d4 = TLanes.Load(from + (4 * fromStep));
        TVector d5 = TLanes.Load(from + (5 * fromStep));

        TVector product = TLanes.Create(P * P * Q * Q);
        TVector sum = TLanes.Create(-((P * P) + (Q * Q)));
        TLanes.Store(TLanes.MultiplyAdd(product, d0, TLanes.MultiplyAdd(sum, d2, d4)), to);
        TLanes.Store(TLanes.MultiplyAdd(product, d1, TLanes.MultiplyAdd(sum, d3, d5)), to + (5 * toStep));

        TVector even = TLanes.MultiplyAdd(TLanes.Create(-Q * Q), d2, d4);
        TVector odd = TLanes.MultiplyAdd(TLanes.Create(-Q * Q), d1, d3);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(P), odd, even), to + toStep);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(-P), odd, even), to + (2 * toStep));

        even = TLanes.MultiplyAdd(TLanes.Create(-P * P), d2, d4);
        odd = TLanes.MultiplyAdd(TLanes.Create(-P * P), d1, d3);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(Q), odd, even), to + (3 * toStep));
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(-Q), odd, even), to + (4 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sums<TLanes, TVector>(float* from, nint fromStep, TVector start, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector minusOne = TLanes.Create(-1f);
        TVector m1 = TLanes.Load(from + fromStep);
        TVector m2 = TLanes.Load(from + (2 * fromStep));
        TVector m3 = TLanes.Load(from + (3 * fromStep));
        TVector m4 = TLanes.Load(from + (4 * fromStep));
        TVector evenP = TLanes.Add(m1, m2);
        TVector oddP = TLanes.MultiplyAdd(minusOne, m2, m1);
        TVector evenQ = TLanes.Add(m3, m4);
        TVector oddQ = TLanes.MultiplyAdd(minusOne, m4, m3);

        TVector y = TLanes.Add(TLanes.Add(evenP, evenQ), TLanes.Add(start, TLanes.Load(from)));
        TLanes.Store(y, to);

        y = TLanes.MultiplyAdd(TLanes.Create(P), oddP, TLanes.MultiplyAdd(TLanes.Create(Q), oddQ, start));
        TLanes.Store(y, to + toStep);

        y = TLanes.MultiplyAdd(TLanes.Create(P * P), evenP, TLanes.MultiplyAdd(TLanes.Create(Q * Q), evenQ, start));
        TLanes.Store(y, to + (2 * toStep));

        y = TLanes.Add(start, TLanes.Load(from + (5 * fromStep)));
        y = TLanes.MultiplyAdd(TLanes.Create(Q * Q * Q), oddQ, y);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Create(P * P * P), oddP, y), to + (3 * toStep));
    }
}
