namespace MiniConvViz.Kernels;

/// <summary>
/// Winograd convolution with 3x3 filters: a tile of M x M outputs takes (M+2)(M+2) multiplications instead of 9 M M.
/// The arithmetic of one tile, element by element: the definition.
/// <code>
/// Y = A' [ (G g G') * (B' d B) ] A        g: 3x3 filter, d: M+2 x M+2 inputs, Y: M x M outputs,
///                                         ' transposed, * element by element
///
///                                         multiplications of a tile     instead of
/// F(2x2, 3x3)  <see cref="Winograd2x2"/>                16                    36
/// F(4x4, 3x3)  <see cref="Winograd4x4"/>                36                   144
/// </code>
/// </summary>
/// <remarks>
/// A row of M outputs is a polynomial product, computed by its values at M+2 points: the filter's values there (G),
/// the inputs' (B'), one product per point, and from the products the outputs (A'). In two dimensions the same is done
/// along rows and columns. Summed over channels, the (M+2)(M+2) products are as many GEMMs, which take most of the
/// time; the transformations are done once per filter, input tile and output tile.
/// <para>
/// The growth of rounding errors depends on the choice of points. Relative errors over rectified normal inputs and
/// normal filters, sums in parts of 64 terms and, in brackets, in one run:
/// <code>
///                                           64 channels    512 channels
/// plain sums                                  0.2e-6         0.2e-6 (0.9e-6)
/// F(2x2, 3x3) at 0, 1, -1                     0.2e-6         0.2e-6 (0.6e-6)
/// F(4x4, 3x3) at 0, 1, -1, 2, -2              1.4e-6         1.4e-6 (4.0e-6)
///             at 0, 1, -1, 1/2, -2            0.9e-6         1.0e-6 (2.5e-6)
///             at 0, 5/8, -5/8, 3/2, -3/2      0.6e-6         0.7e-6 (1.7e-6)
/// </code>
/// (The last point, infinity, is common to all.) An input that is not finite makes its whole tile NaN or infinite;
/// with a plain sum, only the outputs whose windows contain it. Sources: Lavin, Gray: Fast Algorithms for
/// Convolutional Neural Networks, arXiv 1509.09308; on the choice of points Barabasz et al., Error Analysis and
/// Improving the Accuracy of Winograd Convolution for DNNs, arXiv 1803.10986.
/// </para>
/// </remarks>
internal static class Winograd
{
    /// <summary>Whether these algorithms fit a convolution.</summary>
    public static bool Takes(in Conv2dGeometry g) => g is
    {
        KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Groups: 1,
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
}
