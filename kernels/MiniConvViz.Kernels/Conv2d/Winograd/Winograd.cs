namespace MiniConvViz.Kernels;

/// <summary>
/// Winograd's way to 3x3 filters, F(4x4, 3x3): 16 outputs of a tile cost 36 multiplications instead of 144. The
/// arithmetic of one tile, one number at a time: the definition.
/// <code>
/// Y = A' [ (G g G') * (B' d B) ] A        g: 3x3 filter, d: 6x6 inputs, Y: 4x4 outputs, ' transposed, * number by number
/// </code>
/// </summary>
/// <remarks>
/// A row of four outputs is a polynomial product, computed by its values at six points: the filter's values there (G),
/// the inputs' (B'), one product per point, and from the six products the outputs (A'). In two dimensions the same is
/// done along rows and columns. Summed over channels, the 36 products are 36 matrix products, which is where the time
/// goes; the transformations are done once per filter, input tile and output tile.
/// <para>
/// The points are 0, 5/8, -5/8, 3/2, -3/2 and infinity. The choice decides how much rounding grows. Relative errors over
/// rectified normal inputs and normal filters, sums in parts of 64 terms and, in brackets, in one run:
/// <code>
///                                           64 channels    512 channels
/// plain sums                                  0.2e-6         0.2e-6 (0.9e-6)
/// F(2x2, 3x3) at 0, 1, -1                     0.2e-6         0.2e-6 (0.6e-6)
/// F(4x4, 3x3) at 0, 1, -1, 2, -2              1.4e-6         1.4e-6 (4.0e-6)
///             at 0, 1, -1, 1/2, -2            0.9e-6         1.0e-6 (2.5e-6)
///             at 0, 5/8, -5/8, 3/2, -3/2      0.6e-6         0.7e-6 (1.7e-6)
/// </code>
/// A number that is not finite spoils its whole tile, where a plain sum would spoil the outputs whose windows hold it.
/// Sources: Lavin, Gray: Fast Algorithms for Convolutional Neural Networks, arXiv 1509.09308; on the choice of points
/// Barabasz et al., Error Analysis and Improving the Accuracy of Winograd Convolution for DNNs, arXiv 1803.10986.
/// </para>
/// </remarks>
internal static class Winograd
{
    /// <summary>Outputs of a tile along each axis.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs that a tile reads along each axis.</summary>
    public const int Inputs = 6;

    /// <summary>Products of a tile: one per pair of points.</summary>
    public const int Products = Inputs * Inputs;

    /// <summary>The first pair of points, +P and -P.</summary>
    public const float P = 5f / 8;

    /// <summary>The second pair of points, +Q and -Q.</summary>
    public const float Q = 3f / 2;

    /// <summary>G, [6,3]: a row of a filter to its values at the points, each divided by the distances between them.</summary>
    public static double[,] FilterMatrix { get; } = MakeFilterMatrix();

    /// <summary>B', [6,6]: six inputs to their values at the points.</summary>
    public static double[,] InputMatrix { get; } = new double[,]
    {
        { P * P * Q * Q, 0, -((P * P) + (Q * Q)), 0, 1, 0 },
        { 0, -P * Q * Q, -Q * Q, P, 1, 0 },
        { 0, P * Q * Q, -Q * Q, -P, 1, 0 },
        { 0, -Q * P * P, -P * P, Q, 1, 0 },
        { 0, Q * P * P, -P * P, -Q, 1, 0 },
        { 0, P * P * Q * Q, 0, -((P * P) + (Q * Q)), 0, 1 },
    };

    /// <summary>A', [4,6]: six products to four outputs.</summary>
    public static double[,] OutputMatrix { get; } = new double[,]
    {
        { 1, 1, 1, 1, 1, 0 },
        { 0, P, -P, Q, -Q, 0 },
        { 0, P * P, P * P, Q * Q, Q * Q, 0 },
        { 0, P * P * P, -P * P * P, Q * Q * Q, -Q * Q * Q, 1 },
    };

    /// <summary><c>left x left'</c>: one of the three transformations, along columns and then along rows.</summary>
    /// <param name="left">[M,N]</param>
    /// <param name="x">[N,N]</param>
    /// <returns>[M,M]</returns>
    public static double[,] Transform(double[,] left, double[,] x)
    {
        (int rows, int columns) = (left.GetLength(0), left.GetLength(1));
        double[,] result = new double[rows, rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                for (int k = 0; k < columns; k++)
                {
                    for (int l = 0; l < columns; l++)
                    {
                        result[i, j] += left[i, k] * x[k, l] * left[j, l];
                    }
                }
            }
        }

        return result;
    }

    private static double[,] MakeFilterMatrix()
    {
        const double PDistances = 2 * P * P * ((P * P) - (Q * Q));
        const double QDistances = 2 * Q * Q * ((Q * Q) - (P * P));
        return new double[,]
        {
            { 1 / (P * P * Q * (double)Q), 0, 0 },
            { 1 / PDistances, P / PDistances, P * P / PDistances },
            { 1 / PDistances, -P / PDistances, P * P / PDistances },
            { 1 / QDistances, Q / QDistances, Q * Q / QDistances },
            { 1 / QDistances, -Q / QDistances, Q * Q / QDistances },
            { 0, 0, 1 },
        };
    }
}
