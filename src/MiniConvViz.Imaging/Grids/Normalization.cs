using System.Globalization;

namespace MiniConvViz.Imaging;

/// <summary>How values become positions in the colour map. Values beyond the range get its last colour.</summary>
public sealed record Normalization
{
    private const string Expected =
        "expected auto, channel, layer, symmetric, symmetric:P, percentile, percentile:LO,HI or fixed:LO,HI";

    private Normalization(NormalizationKind kind, float low, float high)
    {
        Kind = kind;
        Low = low;
        High = high;
    }

    /// <summary>
    /// The default: <see cref="AroundZero"/> for a layer with values below zero, <see cref="Percentile"/> for others.
    /// </summary>
    public static Normalization Automatic { get; } = new(NormalizationKind.Automatic, 0, 0);

    /// <summary>Each channel's own minimum and maximum.</summary>
    public static Normalization Channel { get; } = new(NormalizationKind.Channel, 0, 0);

    /// <summary>The layer's minimum and maximum.</summary>
    public static Normalization Layer { get; } = new(NormalizationKind.Layer, 0, 0);

    /// <summary>Zero in the middle, the largest magnitude at the ends.</summary>
    public static Normalization Symmetric { get; } = new(NormalizationKind.Symmetric, 0, 100);

    /// <summary>
    /// Zero in the middle, the 99th percentile of the magnitudes at the ends: one outlier does not make the others
    /// pale.
    /// </summary>
    public static Normalization AroundZero { get; } = new(NormalizationKind.Symmetric, 0, 99);

    /// <summary>The layer's 1st and 99th percentile.</summary>
    public static Normalization Percentile { get; } = new(NormalizationKind.Percentile, 1, 99);

    /// <summary>A fixed range; values beyond it have the end colours.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above <paramref name="low"/>.
    /// </exception>
    public static Normalization Fixed(float low, float high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        return new Normalization(NormalizationKind.Fixed, low, high);
    }

    /// <summary>Which rule it is.</summary>
    public NormalizationKind Kind { get; }

    /// <summary>The lower percentile (0 to 100) or the lower fixed value; 0 for the other rules.</summary>
    public float Low { get; }

    /// <summary>
    /// The upper percentile (0 to 100), that of the magnitudes for <see cref="NormalizationKind.Symmetric"/>, or the
    /// upper fixed value; 0 for the other rules.
    /// </summary>
    public float High { get; }

    /// <summary>Parses its text form.</summary>
    /// <exception cref="UnreadableInputException">The text is none of the rules.</exception>
    public static Normalization Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        Normalization rule = parts[0].ToUpperInvariant() switch
        {
            "AUTO" => Automatic,
            "CHANNEL" => Channel,
            "LAYER" => Layer,
            "SYMMETRIC" => parts.Length == 1 ? Symmetric : SymmetricTo(text, parts[1]),
            "PERCENTILE" => parts.Length == 1 ? Percentile : Pair(NormalizationKind.Percentile, text, parts[1]),
            "FIXED" when parts.Length == 2 => Pair(NormalizationKind.Fixed, text, parts[1]),
            _ => throw new UnreadableInputException($"normalization '{text}': {Expected}"),
        };
        return parts.Length == 1
            || rule.Kind is NormalizationKind.Percentile or NormalizationKind.Fixed or NormalizationKind.Symmetric
            ? rule
            : throw new UnreadableInputException($"normalization '{text}': {parts[0]} takes no numbers; {Expected}");
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        NormalizationKind.Percentile => string.Create(CultureInfo.InvariantCulture, $"percentile:{Low},{High}"),
        NormalizationKind.Fixed => string.Create(CultureInfo.InvariantCulture, $"fixed:{Low},{High}"),
        NormalizationKind.Automatic => "auto",
        NormalizationKind.Channel => "channel",
        NormalizationKind.Layer => "layer",
        _ => High < 100 ? string.Create(CultureInfo.InvariantCulture, $"symmetric:{High}") : "symmetric",
    };

    private static Normalization SymmetricTo(string text, string percentile) =>
        Number(percentile, out float high) && high is > 0 and <= 100
            ? new Normalization(NormalizationKind.Symmetric, 0, high)
            : throw new UnreadableInputException(
                $"normalization '{text}': expected a percentile above 0, up to 100, got '{percentile}'");

    private static Normalization Pair(NormalizationKind kind, string text, string numbers)
    {
        string[] parts = numbers.Split(',');
        if (parts.Length != 2 || !Number(parts[0], out float low) || !Number(parts[1], out float high))
        {
            throw new UnreadableInputException($"normalization '{text}': expected two numbers LO,HI, got '{numbers}'");
        }

        if (!(low < high))
        {
            throw new UnreadableInputException($"normalization '{text}': LO must be less than HI");
        }

        if (kind == NormalizationKind.Percentile && (low < 0 || high > 100))
        {
            throw new UnreadableInputException($"normalization '{text}': percentiles lie between 0 and 100");
        }

        return new Normalization(kind, low, high);
    }

    private static bool Number(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
