namespace MiniConvViz.Kernels;

/// <summary>
/// How a direct convolution is cut into pieces for the workers: every image into bands of rows, and the panels of
/// output channels into shares. A piece is one share of one band. No sum is divided between pieces, so the result has
/// the same bits for every cut.
/// </summary>
/// <remarks>
/// The pixels of a band and the weights of a panel are read from the second-level cache, into which each piece loads
/// them again. So a band is as long as its pixels fit into that cache beside the weights, and the panels are divided
/// into shares only if there are too few bands to give all workers work until the end.
/// </remarks>
internal readonly struct Conv2dDirectPieces
{
    private const int BandFloats = 64 * 1024;
    private const int PiecesPerWorker = 4;
    private const int FloatsPerCycle = 4;    // loaded from the third-level cache
    private const int SharingCycles = 4000;  // a microsecond, to start a job on other threads and to wait for them

    /// <summary>Chooses the cut whose slowest worker finishes first, by an estimate of cycles.</summary>
    /// <param name="threads">How many workers.</param>
    /// <param name="images">N.</param>
    /// <param name="cost">The estimated cost of the parts of the convolution.</param>
    public Conv2dDirectPieces(int threads, int images, in Conv2dDirectCost cost)
    {
        int mostUnits = (int)Math.Clamp((BandFloats - cost.SharedFloats) / cost.UnitFloats, 1, cost.Units);
        int fewestBands = (cost.Units + mostUnits - 1) / mostUnits;
        int mostBands = Math.Min(cost.Units, Math.Max(fewestBands, PiecesPerWorker * threads));
        int mostShares = Math.Min(cost.Panels, PiecesPerWorker * threads);
        double least = double.PositiveInfinity;
        for (int bands = fewestBands; bands <= mostBands; bands += 1 + (bands / 8))
        {
            double units = (cost.Units + bands - 1) / bands;
            for (int shares = 1; shares <= mostShares; shares += 1 + (shares / 8))
            {
                double panels = (cost.Panels + shares - 1) / shares;
                double fetched = (panels * cost.PanelFloats) + (units * cost.UnitFloats) + cost.SharedFloats;
                double cycles = (fetched / FloatsPerCycle) + (units * panels * cost.UnitCycles);
                long pieces = (long)images * bands * shares;
                double rounds = (pieces + threads - 1) / threads;
                double total = (rounds * cycles) + (pieces > 1 ? SharingCycles : 0);
                if (total < least)
                {
                    (least, Bands, Shares) = (total, bands, shares);
                }
            }
        }

        Images = images;
        Units = cost.Units;
        Panels = cost.Panels;
    }

    /// <summary>How many pieces there are.</summary>
    public int Count => Shares * Images * Bands;

    /// <summary>The most units in a band.</summary>
    public int BandUnits => (Units + Bands - 1) / Bands;

    private int Images { get; }

    private int Units { get; }

    private int Panels { get; }

    private int Bands { get; }

    private int Shares { get; }

    /// <summary>
    /// One piece. Pieces with the same panels follow each other, so that the weights are in the cache.
    /// </summary>
    public void Find(
        int index, out int image, out int firstUnit, out int endUnit, out int firstPanel, out int endPanel)
    {
        (int share, int imageBand) = Math.DivRem(index, Images * Bands);
        (image, int band) = Math.DivRem(imageBand, Bands);
        firstUnit = (int)((long)band * Units / Bands);
        endUnit = (int)((long)(band + 1) * Units / Bands);
        firstPanel = (int)((long)share * Panels / Shares);
        endPanel = (int)((long)(share + 1) * Panels / Shares);
    }
}
