using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>The values between which bars are drawn; zero is always among them.</summary>
internal readonly record struct BarAxis(double Low, double High)
{
    public static BarAxis For(ChannelStatistics values)
    {
        double low = Math.Min(0, values.Finite == 0 ? 0 : values.Minimum);
        double high = Math.Max(0, values.Finite == 0 ? 0 : values.Maximum);
        return low < high ? new BarAxis(low, high) : new BarAxis(0, 1);
    }

    /// <summary>The position of a value on an axis of the given number of pixels.</summary>
    public int Place(double value, int pixels) => (int)Math.Round((value - Low) / (High - Low) * pixels);

    /// <summary>The position of zero.</summary>
    public int Zero(int pixels) => Place(0, pixels);

    /// <summary>The colour of a value's bar.</summary>
    public static Rgb Color(float value, bool strong, ColorMap colors) =>
        float.IsNaN(value) ? colors.NotANumber
        : float.IsPositiveInfinity(value) ? colors.PositiveInfinity
        : float.IsNegativeInfinity(value) ? colors.NegativeInfinity
        : (value < 0, strong) switch
        {
            (false, false) => Palette.Bar,
            (false, true) => Palette.StrongBar,
            (true, false) => Palette.NegativeBar,
            (true, true) => Palette.StrongNegativeBar,
        };
}
