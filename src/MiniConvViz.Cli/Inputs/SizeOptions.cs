using System.CommandLine;
using System.Globalization;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The options that set the size at which an image is fed.</summary>
internal sealed class SizeOptions
{
    public const int Largest = 8192;

    private readonly Option<int?> _size = WholeNumber.Option(
        "--size", Largest, "Feed NxN pixels; default: the size that the model was trained on.");

    private readonly Option<string?> _resize = new("--resize")
    {
        Description = "Resize the short side to N, or the image to HxW; HxW ignores the aspect ratio; default: as the "
            + "model was trained.",
        HelpName = "N|HxW",
    };

    private readonly Option<int?> _crop = WholeNumber.Option("--crop", Largest, "Cut NxN pixels from the middle.");

    private readonly Option<bool> _noCrop = new("--no-crop")
    {
        Description = "Feed the whole resized image without a crop.",
    };

    public IReadOnlyList<Option> All => [_size, _resize, _crop, _noCrop];

    /// <summary>Whether a size is given.</summary>
    public bool IsSizeGiven(ParseResult words) => words.GetValue(_size) is not null
        || words.GetValue(_resize) is not null || words.GetValue(_crop) is not null;

    /// <summary>Whether the whole image is fed.</summary>
    public bool IsWhole(ParseResult words) => words.GetValue(_noCrop);

    /// <summary>The preprocessing at the given size, if there is one.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="usual">The preprocessing that the network expects.</param>
    /// <param name="inputShape">The shape of <c>--input-shape</c>; null where it is left out.</param>
    /// <exception cref="UsageException">The options are malformed or contradict each other.</exception>
    public Preprocessing Apply(ParseResult words, Preprocessing usual, Shape? inputShape)
    {
        Preprocessing sized = Apply(words, usual);
        if (inputShape is not Shape shape)
        {
            return sized;
        }

        (int height, int width) = usual.ChannelsAreLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        if (height > Largest || width > Largest)
        {
            throw new UsageException($"--input-shape: an image has 1 to {Largest} pixels a side, got {shape}.");
        }

        if (!IsSizeGiven(words) && !IsWhole(words))
        {
            return usual.WithSize(height, width);
        }

        (int Height, int Width)? made = sized is { CropHeight: int cutHeight, CropWidth: int cutWidth }
            ? (cutHeight, cutWidth)
            : sized.ResizeTo;
        return made == (height, width)
            ? sized
            : throw new UsageException(
                $"--input-shape {shape} says {height}x{width} pixels, but {Given(words)} "
                + (made is (int y, int x) ? $"{y}x{x}" : "a size that depends on the image")
                + "; leave one of them out.");
    }

    private string Given(ParseResult words) => string.Join(
        " and ", All.Where(option => words.GetResult(option) is { Implicit: false }).Select(option => option.Name))
        + (All.Count(option => words.GetResult(option) is { Implicit: false }) > 1 ? " say" : " says");

    private Preprocessing Apply(ParseResult words, Preprocessing usual)
    {
        (int? size, int? crop, string? resize) =
            (words.GetValue(_size), words.GetValue(_crop), words.GetValue(_resize));
        if (size is not null && (crop is not null || resize is not null))
        {
            throw new UsageException(
                "--size sets the resize and the crop; leave it out where --resize or --crop does.");
        }

        if (IsWhole(words) && crop is not null)
        {
            throw new UsageException("--crop and --no-crop contradict each other.");
        }

        usual = size is int side ? usual.WithSize(side) : usual;
        usual = IsWhole(words) ? usual.WithoutCrop() : usual;
        usual = resize is not null ? Resized(usual, resize, IsWhole(words)) : usual;
        return crop is int square ? usual with { CropHeight = square, CropWidth = square } : usual;
    }

    private static Preprocessing Resized(Preprocessing usual, string resize, bool isWhole)
    {
        int[] sides =
        [
            .. resize.Split('x').Select(text =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side)
                && side is > 0 and <= Largest ? side : 0),
        ];
        return sides switch
        {
            [> 0] => usual with { ResizeTo = null, ResizeShortSide = sides[0] },
            [> 0, > 0] => (isWhole ? usual : usual with { CropHeight = null, CropWidth = null })
                with
            { ResizeTo = (sides[0], sides[1]) },
            _ => throw new UsageException(
                $"--resize takes N, or HxW, of 1 to {Largest} pixels, got '{resize}'."),
        };
    }
}
