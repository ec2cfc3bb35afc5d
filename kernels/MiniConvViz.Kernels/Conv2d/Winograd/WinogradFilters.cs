namespace MiniConvViz.Kernels;

/// <summary>Filters to their values at the 36 pairs of points, <c>G g G'</c>, computed in double.</summary>
internal static unsafe class WinogradFilters
{
    private const int Taps = 9;
    private const double P = Winograd.P;
    private const double Q = Winograd.Q;

    // What G divides by: the products of the distances from one point to the others.
    private const double ZeroDistances = P * P * Q * Q;
    private const double PDistances = 2 * P * P * ((P * P) - (Q * Q));
    private const double QDistances = 2 * Q * Q * ((Q * Q) - (P * P));

    /// <summary>Transforms all filters of a layer.</summary>
    /// <param name="outChannels">O.</param>
    /// <param name="inChannels">C.</param>
    /// <param name="weight">[O,C,3,3]</param>
    /// <param name="paddedOut">Rows of each matrix, at least O.</param>
    /// <param name="paddedIn">Columns of each matrix, at least C.</param>
    /// <param name="filters">[36, paddedOut, paddedIn]; only [36,O,C] of it is written.</param>
    public static void Transform(
        int outChannels, int inChannels, ReadOnlySpan<float> weight, int paddedOut, int paddedIn, Span<float> filters)
    {
        fixed (float* weightPointer = weight, filterPointer = filters)
        {
            nint weights = (nint)weightPointer;
            nint to = (nint)filterPointer;
            nint step = (nint)paddedOut * paddedIn;
            Parallel.For(0, outChannels, o =>
            {
                float* filter = (float*)weights + ((nint)o * inChannels * Taps);
                float* values = (float*)to + ((nint)o * paddedIn);
                for (int c = 0; c < inChannels; c++)
                {
                    Transform(filter + (c * Taps), values + c, step);
                }
            });
        }
    }

    /// <summary>One filter [3,3] to 36 values, <paramref name="step"/> apart.</summary>
    private static void Transform(float* filter, float* values, nint step)
    {
        double* half = stackalloc double[Winograd.Inputs * 3];
        for (int column = 0; column < 3; column++)
        {
            Points(filter[column], filter[3 + column], filter[6 + column], half + column, 3);
        }

        double* row = stackalloc double[Winograd.Inputs];
        for (int i = 0; i < Winograd.Inputs; i++)
        {
            Points(half[3 * i], half[(3 * i) + 1], half[(3 * i) + 2], row, 1);
            for (int j = 0; j < Winograd.Inputs; j++)
            {
                *values = (float)row[j];
                values += step;
            }
        }
    }

    /// <summary>Three numbers to six values: G g.</summary>
    private static void Points(double g0, double g1, double g2, double* to, int step)
    {
        double even = (g0 + (P * P * g2)) / PDistances;
        double odd = P * g1 / PDistances;
        to[0] = g0 / ZeroDistances;
        to[step] = even + odd;
        to[2 * step] = even - odd;
        even = (g0 + (Q * Q * g2)) / QDistances;
        odd = Q * g1 / QDistances;
        to[3 * step] = even + odd;
        to[4 * step] = even - odd;
        to[5 * step] = g2;
    }
}
