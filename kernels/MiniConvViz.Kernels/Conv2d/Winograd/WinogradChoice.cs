namespace MiniConvViz.Kernels;

/// <summary>
/// Whether one of Winograd's algorithms is faster than plain sums, and exact enough. The unit of time is the time of
/// one multiply-add; counted are products, transformed elements and loaded weights.
/// </summary>
internal static class WinogradChoice
{
    /// <summary>
    /// With fewer channels, F(2x2, 3x3) is used. The error of F(4x4, 3x3) hardly depends on the number of channels,
    /// but that of sums in one run, such as PyTorch's, grows with it: with 64 channels it is smaller than that of
    /// F(4x4, 3x3). Layers of few channels come first, and all later layers amplify their error.
    /// </summary>
    private const int FewestChannelsFor4x4 = 128;

    /// <summary>
    /// With fewer channels, the transformations take about as long as the multiplications that they save.
    /// </summary>
    private const int FewestChannelsFor2x2 = 48;

    /// <summary>The time to load a weight from memory, in multiply-adds.</summary>
    private const double Fetched = 35;

    /// <summary>The time to transform one element of the 16 or 36 of a tile's channel, in multiply-adds.</summary>
    private const double Transformed = 18;

    /// <summary>The algorithm for a convolution that has its input in blocks of channels.</summary>
    public static Conv2dAlgorithm Choose(in Conv2dGeometry g)
    {
        if (!Winograd.Takes(g))
        {
            return Conv2dAlgorithm.Direct;
        }

        double pixels = (double)g.Batch * g.OutHeight * g.OutWidth;
        double direct = 9 * (double)g.InChannels * g.OutChannels * (pixels + Fetched);
        double small = Cost<Winograd2x2>(g, FewestChannelsFor2x2);
        double large = Cost<Winograd4x4>(g, FewestChannelsFor4x4);
        return direct <= Math.Min(small, large) ? Conv2dAlgorithm.Direct
            : small < large ? Conv2dAlgorithm.Winograd2x2
            : Conv2dAlgorithm.Winograd4x4;
    }

    private static double Cost<TTile>(in Conv2dGeometry g, int fewestChannels)
        where TTile : unmanaged, IWinogradTile
    {
        if (Math.Min(g.InChannels, g.OutChannels) < fewestChannels)
        {
            return double.PositiveInfinity;
        }

        double weights = (double)g.InChannels * g.OutChannels;
        double tiles = new WinogradTiles(g, TTile.Outputs).Count;
        return TTile.Inputs * TTile.Inputs
            * ((weights * (tiles + Fetched)) + (Transformed * tiles * (g.InChannels + g.OutChannels)));
    }
}
