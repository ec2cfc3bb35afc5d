using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The options that set how an image's bytes become the values of a network's input.</summary>
internal sealed class PixelOptions
{
    /// <summary>Larger means and standard deviations cannot be those of pixels from 0 to 1.</summary>
    private const float MostMean = 1, MostStd = 10;

    private readonly Option<string?> _mean = new("--mean")
    {
        Description = "Mean to subtract, one per channel; in units of 0 to 1, or of 0 to --range; default: as the "
            + "model was trained.",
        HelpName = "R,G,B",
    };

    private readonly Option<string?> _std = new("--std")
    {
        Description = "Standard deviation to divide by, one per channel; default: as the model was trained.",
        HelpName = "R,G,B",
    };

    private readonly Option<string?> _range = new("--range")
    {
        Description = "The value of the brightest pixel, such as 255 or 1; --mean and --std are then in that unit, "
            + "and 0 and 1 where they are left out.",
        HelpName = "X",
    };

    private readonly Option<bool> _bgr = new("--bgr")
    {
        Description = "Feed blue before red, as OpenCV reads images; --mean and --std then begin with blue's.",
    };

    private readonly Option<string?> _meanImage = new("--mean-image")
    {
        Description = "Subtract a mean image, [C,H,W] or [H,W]; in the unit of the pixels; --mean is then 0 and "
            + "--std 1 where they are left out.",
        HelpName = "FILE.npy",
    };

    public IReadOnlyList<Option> All => [_mean, _std, _range, _bgr, _meanImage];

    /// <summary>Whether any option for the values is given, the order of the channels aside.</summary>
    public bool AreGiven(ParseResult words) =>
        words.GetValue(_mean) is not null || words.GetValue(_std) is not null || words.GetValue(_range) is not null
        || words.GetValue(_meanImage) is not null;

    /// <summary>The preprocessing with the given options in place of the model's own values.</summary>
    /// <exception cref="UsageException">The options are malformed, or contradict each other or the network.</exception>
    public Preprocessing Apply(ParseResult words, Preprocessing usual, ModelCard card)
    {
        if (card.TakesBytes && AreGiven(words))
        {
            throw new UsageException(
                $"{card.Name} takes integers: images are fed as bytes, 0 to 255, so --mean, --std, --range and "
                + "--mean-image do not apply.");
        }

        bool bgr = words.GetValue(_bgr);
        if (bgr && usual.Channels != 3)
        {
            throw new UsageException($"--bgr: {card.Name} takes grey images, which have no order of colours.");
        }

        ImmutableArray<float>? mean = Numbers("--mean", words.GetValue(_mean), usual.Channels);
        ImmutableArray<float>? std = Numbers("--std", words.GetValue(_std), usual.Channels);
        if (std?.Contains(0) == true)
        {
            throw new UsageException("--std divides, so none of it can be 0.");
        }

        MeanImage? image = words.GetValue(_meanImage) is string file ? MeanImage.Read(file) : null;
        float? range = RangeOf(words) ?? Recognised(mean, std, image);
        bool replaces = range is not null || image is not null;
        return usual with
        {
            Bgr = bgr,
            Range = range ?? usual.Range,
            MeanImage = image,
            Mean = mean ?? (replaces ? [.. usual.Mean.Select(_ => 0f)] : usual.Mean),
            Std = std ?? (replaces ? [.. usual.Std.Select(_ => 1f)] : usual.Std),
        };
    }

    /// <summary>255 where a given value can only be in units of 0 to 255, with a note on stderr; else null.</summary>
    private static float? Recognised(ImmutableArray<float>? mean, ImmutableArray<float>? std, MeanImage? image)
    {
        string? which = mean?.Any(value => value > MostMean) == true ? "--mean"
            : image?.Largest > MostMean ? "--mean-image"
            : std?.All(value => value > MostStd) == true && mean?.Any(value => value != 0) != true ? "--std"
            : null;
        if (which is null)
        {
            return null;
        }

        if (std?.All(value => value < 1) == true)
        {
            throw new UsageException(
                $"{which} is in units of 0 to 255, but --std in those of 0 to 1; give both in the same, or say the "
                + "unit with --range.");
        }

        Terminal.ErrorLine(
            $"note: {which} is in units of 0 to 255, so pixels are taken as 0 to 255"
            + (std is null ? " and divided by nothing, since --std is left out" : "") + "; --range 1 says otherwise.");
        return byte.MaxValue;
    }

    private float? RangeOf(ParseResult words)
    {
        if (words.GetValue(_range) is not string text)
        {
            return null;
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float range)
            && range is > 0 and <= ushort.MaxValue
            ? range
            : throw new UsageException($"--range takes a number above 0 and up to {ushort.MaxValue}, got '{text}'.");
    }

    private static ImmutableArray<float>? Numbers(string option, string? text, int channels)
    {
        if (text is null)
        {
            return null;
        }

        float[] numbers = new float[channels];
        string[] parts = text.Split(',');
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length != channels
                || !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !float.IsFinite(numbers[i]))
            {
                throw new UsageException($"{option} takes {Counted.Of(channels, "number")}, one per channel, got '{text}'.");
            }
        }

        return [.. numbers];
    }
}
