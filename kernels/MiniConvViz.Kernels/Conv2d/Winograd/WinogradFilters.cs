namespace MiniConvViz.Kernels;

/// <summary>Transforms filters to their values at the pairs of points, <c>G g G'</c>, computed in double.</summary>
internal static unsafe class WinogradFilters
{
    private const int Taps = 9;

    /// <summary>Transforms all filters of a layer.</summary>
    /// <param name="outChannels">O.</param>
    /// <param name="inChannels">C.</param>
    /// <param name="weight">[O,C,3,3]</param>
    /// <param name="paddedOut">Rows of each matrix, at least O.</param>
    /// <param name="paddedIn">Columns of each matrix, at least C.</param>
    /// <param name="filters">[points, paddedOut, paddedIn]; only [points,O,C] of it is written.</param>
    public static void Transform<TTile>(
        int outChannels, int inChannels, ReadOnlySpan<float> weight, int paddedOut, int paddedIn, Span<float> filters)
        where TTile : unmanaged, IWinogradTile
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
                    Transform<TTile>(filter + (c * Taps), values + c, step);
                }
            });
        }
    }

    /// <summary>Transforms one filter [3,3] to its values, <paramref name="step"/> apart.</summary>
    private static void Transform<TTile>(float* filter, float* values, nint step)
        where TTile : unmanaged, IWinogradTile
    {
        double* half = stackalloc double[TTile.Inputs * 3];
        for (int column = 0; column < 3; column++)
        {
            TTile.FilterValues(filter[column], filter[3 + column], filter[6 + column], half + column, 3);
        }

        double* row = stackalloc double[TTile.Inputs];
        for (int i = 0; i < TTile.Inputs; i++)
        {
            TTile.FilterValues(half[3 * i], half[(3 * i) + 1], half[(3 * i) + 2], row, 1);
            for (int j = 0; j < TTile.Inputs; j++)
            {
                *values = (float)row[j];
                values += step;
            }
        }
    }
}
