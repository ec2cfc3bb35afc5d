namespace MiniConvViz.Kernels;

/// <summary>
/// One of Winograd's algorithms for 3x3 filters: the size of its tiles, and the three transformations of a row. In
/// two dimensions each is done along columns and then along rows (<see cref="Winograd.Transform"/>).
/// </summary>
internal unsafe interface IWinogradTile
{
    /// <summary>The algorithm of a convolution that uses it.</summary>
    static abstract Conv2dAlgorithm Algorithm { get; }

    /// <summary>M, outputs of a tile along each axis.</summary>
    static abstract int Outputs { get; }

    /// <summary>M + 2, inputs that a tile reads along each axis, and as many points.</summary>
    static abstract int Inputs { get; }

    /// <summary>
    /// Terms of a part of a sum: the transformations amplify the rounding errors of the products.
    /// </summary>
    static abstract int TermsPerPart { get; }

    /// <summary>
    /// G, [M+2,3]: a row of a filter to its values at the points, each divided by the distances between them.
    /// </summary>
    static abstract double[,] FilterMatrix { get; }

    /// <summary>B', [M+2,M+2]: a row of inputs to their values at the points.</summary>
    static abstract double[,] InputMatrix { get; }

    /// <summary>A', [M,M+2]: a row of products to outputs.</summary>
    static abstract double[,] OutputMatrix { get; }

    /// <summary>Transforms three weights to M+2 values, <paramref name="step"/> apart: G g.</summary>
    static abstract void FilterValues(double g0, double g1, double g2, double* to, int step);

    /// <summary>
    /// Transforms M+2 inputs, <paramref name="fromStep"/> apart, to their values at the points: B' d.
    /// </summary>
    static abstract void InputValues<TLanes, TVector>(float* from, nint fromStep, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged;

    /// <summary>Transforms M+2 products, <paramref name="fromStep"/> apart, to M outputs: A' m + start.</summary>
    static abstract void Sums<TLanes, TVector>(float* from, nint fromStep, TVector start, float* to, nint toStep)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged;
}
