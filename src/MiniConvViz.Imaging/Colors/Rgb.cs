namespace MiniConvViz.Imaging;

/// <summary>One sRGB colour, 8 bits per part.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>The colour as stored in memory, R first, with full alpha.</summary>
    internal uint Packed => R | ((uint)G << 8) | ((uint)B << 16) | 0xFF000000;

    /// <summary><c>#1F6FB2</c>, as web pages write it.</summary>
    public override string ToString() => $"#{R:X2}{G:X2}{B:X2}";
}
