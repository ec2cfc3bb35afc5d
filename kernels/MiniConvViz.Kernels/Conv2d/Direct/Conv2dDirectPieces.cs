namespace MiniConvViz.Kernels;

/// <summary>
/// How a direct convolution is cut into pieces for the workers: every image into bands of rows, and the panels of
/// output channels into shares. A piece is one share of one band. Every sum is computed whole, so the cut changes no
/// number.
/// </summary>
/// <remarks>
/// A band's pixels and a panel's weights pass by each other from the second-level cache, and both are fetched again for
/// every piece. So a band is as long as its pixels fit there beside the weights, and panels are shared out only where
/// there are not bands enough to keep all workers busy to the end.
/// </remarks>
internal readonly struct Conv2dDirectPieces
{
    private const int BandFloats = 64 * 1024;
    private const int PiecesPerWorker = 4;
    private const int FloatsPerCycle = 4;    // fetched from the third-level cache
    private const int SharingCycles = 4000;  // a microsecond, to hand a job to other threads and to wait for them

    /// <summary>Finds the cut whose slowest worker is done first, by a rough count of cycles.</summary>
    /// <param name="threads">How many workers.</param>
    /// <param name="images">N.</param>
    /// <param name="cost">What the parts of the convolution cost.</param>
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

    /// <summary>One piece. Those that share panels follow each other: the weights are at hand.</summary>
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
