using System.Globalization;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// Compares the reference's input with the image where no hypothesis explains the difference: another
/// normalisation, the same image at another size or crop, some channels only, or another image.
/// </summary>
/// <remarks>
/// A line <c>theirs = slope * ours + offset</c> is fitted to each channel. Where it fits every value, both are the same
/// pixels, and mean and deviation of the reference follow from the line:
/// <c>std' = std / slope</c>, <c>mean' = mean - offset * std'</c>.
/// </remarks>
internal static class OtherImage
{
    /// <summary>Below this correlation two channels show different things.</summary>
    private const double Alike = 0.8;

    /// <summary>The share of a channel's variance that may remain after the fit, for rounding.</summary>
    private const double Exact = 1e-6;

    /// <summary>Compares the network's input with the image; null for other nodes and other shapes.</summary>
    public static Explanation? Explain(Divergence divergence)
    {
        (Tensor ours, Tensor theirs) = (divergence.Ours, divergence.Theirs);
        if (divergence.Operator is not Input || ours.Shape != theirs.Shape || ours.Shape.Rank != 4)
        {
            return null;
        }

        ChannelFit[] fits = [.. Enumerable.Range(0, ours.Shape.Channels).Select(c => ChannelFit.Of(ours, theirs, c))];
        (string hypothesis, string claim, string remedy) = Describe(fits, divergence.Network.Card);
        return new Explanation(divergence.Node.Name, hypothesis, claim, remedy, RelativeL2: null);
    }

    private static (string Hypothesis, string Claim, string Remedy) Describe(ChannelFit[] fits, ModelCard card)
    {
        if (fits.All(fit => fit.Residual <= Exact && fit.Slope > 0) && card.Mean.Count == fits.Length)
        {
            double[] std = [.. fits.Select((fit, c) => card.Std[c] / fit.Slope)];
            double[] mean = [.. fits.Select((fit, c) => card.Mean[c] - (fit.Offset * std[c]))];
            return ("other normalisation", $"the reference's input has mean {Join(mean)} and deviation {Join(std)}",
                "normalise on both sides with the values that the network was trained with");
        }

        int[] same = [.. Enumerable.Range(0, fits.Length).Where(c => fits[c].MeanDifference == 0)];
        string channels = string.Join(", ", fits
            .Index()
            .Where(fit => fit.Item.MeanDifference > 0)
            .Select(fit => string.Create(
                CultureInfo.InvariantCulture,
                $"channel {fit.Index} by {fit.Item.MeanDifference:G3} (correlation {fit.Item.Correlation:F2})")));
        string claim = $"on average the reference's input differs from the image in {channels}";
        return same.Length > 0 ? ("other channels", claim, "prepare all channels alike on both sides")
            : fits.All(fit => fit.Correlation >= Alike)
                ? ("other resize", claim, "resize and crop on both sides in one way")
            : ("another image", claim, "give both sides the same image file");
    }

    private static string Join(double[] values) =>
        string.Join(", ", values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture)));

    /// <summary>The fit of one channel of the reference to ours.</summary>
    /// <param name="Slope">Of the line of least squares.</param>
    /// <param name="Offset">Of that line.</param>
    /// <param name="Residual">The share of the variance that remains after the fit.</param>
    /// <param name="Correlation">Pearson's, -1 to 1; 0 where a channel is constant.</param>
    /// <param name="MeanDifference">The mean of <c>|theirs - ours|</c>.</param>
    private readonly record struct ChannelFit(
        double Slope, double Offset, double Residual, double Correlation, double MeanDifference)
    {
        public static ChannelFit Of(Tensor ours, Tensor theirs, int channel)
        {
            double count = 0, sumX = 0, sumY = 0, sumXX = 0, sumXY = 0, sumYY = 0, difference = 0;
            for (int n = 0; n < ours.Shape.Batch; n++)
            {
                ReadOnlySpan<float> x = ours.Channel(n, channel), y = theirs.Channel(n, channel);
                for (int i = 0; i < x.Length; i++)
                {
                    count++;
                    sumX += x[i];
                    sumY += y[i];
                    sumXX += (double)x[i] * x[i];
                    sumXY += (double)x[i] * y[i];
                    sumYY += (double)y[i] * y[i];
                    difference += Math.Abs((double)y[i] - x[i]);
                }
            }

            double varianceX = sumXX - (sumX * sumX / count);
            double varianceY = sumYY - (sumY * sumY / count);
            double covariance = sumXY - (sumX * sumY / count);
            if (!(varianceX > 0 && varianceY > 0))
            {
                return new ChannelFit(0, 0, 1, 0, difference / count);
            }

            double slope = covariance / varianceX;
            double correlation = covariance / Math.Sqrt(varianceX * varianceY);
            return new ChannelFit(
                slope, (sumY - (slope * sumX)) / count, 1 - (correlation * correlation), correlation, difference / count);
        }
    }
}
