using System.Collections.Immutable;

namespace MiniConvViz.Imaging;

/// <summary>
/// 256 colours for 256 steps of value, and three further colours for NaN and the two infinities. The sources of the
/// colours are named in <c>make_color_maps.py</c>.
/// </summary>
public sealed class ColorMap
{
    private static readonly Rgb Magenta = new(255, 0, 255), Lime = new(0, 255, 0), Cyan = new(0, 255, 255);
    private static readonly Rgb White = new(255, 255, 255), Black = new(0, 0, 0);

    private readonly uint[] _packed;

    private ColorMap(string name, ImmutableArray<Rgb> colors, Rgb positiveInfinity, Rgb negativeInfinity)
    {
        Name = name;
        Colors = colors;
        _packed = [.. colors.Select(static color => color.Packed)];
        NotANumber = Magenta;
        PositiveInfinity = positiveInfinity;
        NegativeInfinity = negativeInfinity;
    }

    /// <summary>Black to white.</summary>
    public static ColorMap Gray { get; } =
        new("gray", [.. Enumerable.Range(0, 256).Select(static i => new Rgb((byte)i, (byte)i, (byte)i))], Lime, Cyan);

    /// <summary>Dark violet over green to yellow, even in lightness: the default.</summary>
    public static ColorMap Viridis { get; } = new("viridis", Read(ColorMapTables.Viridis), Lime, Cyan);

    /// <summary>Black over red-violet to cream, even in lightness.</summary>
    public static ColorMap Magma { get; } = new("magma", Read(ColorMapTables.Magma), Lime, Cyan);

    /// <summary>Dark blue over red-violet to yellow, even in lightness.</summary>
    public static ColorMap Plasma { get; } = new("plasma", Read(ColorMapTables.Plasma), Lime, Cyan);

    /// <summary>Black over red to pale yellow, even in lightness.</summary>
    public static ColorMap Inferno { get; } = new("inferno", Read(ColorMapTables.Inferno), Lime, Cyan);

    /// <summary>Dark blue over grey to yellow: nearly the same to readers with and without colour blindness.</summary>
    public static ColorMap Cividis { get; } = new("cividis", Read(ColorMapTables.Cividis), Lime, Cyan);

    /// <summary>A rainbow that is smooth: much detail, no order of lightness.</summary>
    public static ColorMap Turbo { get; } = new("turbo", Read(ColorMapTables.Turbo), White, Black);

    /// <summary>
    /// Blue below zero, light grey at zero, red above it: the default for values of both signs.
    /// </summary>
    public static ColorMap Coolwarm { get; } = new("coolwarm", Read(ColorMapTables.Coolwarm), Lime, Cyan);

    /// <summary>All colour maps.</summary>
    public static ImmutableArray<ColorMap> All { get; } =
        [Gray, Viridis, Magma, Plasma, Inferno, Cividis, Turbo, Coolwarm];

    /// <summary>The name, as <see cref="Parse"/> reads it.</summary>
    public string Name { get; }

    /// <summary>The 256 colours, lowest value first.</summary>
    public ImmutableArray<Rgb> Colors { get; }

    /// <summary>The 256 colours, packed as in memory.</summary>
    internal ReadOnlySpan<uint> Packed => _packed;

    /// <summary>The colour of NaN; far from every colour of the map.</summary>
    public Rgb NotANumber { get; }

    /// <summary>The colour of +infinity; far from every colour of the map.</summary>
    public Rgb PositiveInfinity { get; }

    /// <summary>The colour of -infinity; far from every colour of the map.</summary>
    public Rgb NegativeInfinity { get; }

    /// <summary>Whether the middle colour is that of zero, and the two halves are the two signs.</summary>
    public bool IsDiverging => this == Coolwarm;

    /// <summary>Reads a colour map's name; <c>grey</c> is <c>gray</c>.</summary>
    /// <exception cref="UnreadableInputException">There is no such colour map.</exception>
    public static ColorMap Parse(string name) =>
        All.FirstOrDefault(map => map.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? ("grey".Equals(name, StringComparison.OrdinalIgnoreCase) ? Gray : null)
        ?? throw new UnreadableInputException(
            $"colour map '{name}': expected one of {string.Join(", ", All.Select(static map => map.Name))}");

    /// <summary>
    /// The colour's index for a finite value: <c>floor(clamp((value - low) / (high - low), 0, 1) * 255 + 0.5)</c> in
    /// double. Index i therefore shows <c>low + i / 255 * (high - low)</c>, to within half a step; 128 where the
    /// range is empty.
    /// </summary>
    public static int Index(float value, float low, float high)
    {
        double width = (double)high - low;
        return width > 0 ? (int)((Math.Clamp(((double)value - low) * (255 / width), 0, 255)) + 0.5) : 128;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ImmutableArray<Rgb> Read(ReadOnlySpan<byte> table)
    {
        ImmutableArray<Rgb>.Builder colors = ImmutableArray.CreateBuilder<Rgb>(256);
        for (int i = 0; i < table.Length; i += 3)
        {
            colors.Add(new Rgb(table[i], table[i + 1], table[i + 2]));
        }

        return colors.MoveToImmutable();
    }
}
