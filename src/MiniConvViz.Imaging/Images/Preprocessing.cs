using System.Collections.Immutable;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// How an image becomes a network's input, identical to torchvision's transforms on PIL images: convert to RGB or
/// grey, resize (antialiased bilinear), centre crop, <c>byte / 255 * range</c>, then <c>(value - mean) / std</c>, each
/// step rounded to float32.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>
    /// torchvision's <c>ImageClassification</c>: short side 256, crop 224, ImageNet's mean and deviation.
    /// </summary>
    public static Preprocessing ImageNet { get; } = new()
    {
        ResizeShortSide = 256,
        CropHeight = 224,
        CropWidth = 224,
        Mean = [0.485f, 0.456f, 0.406f],
        Std = [0.229f, 0.224f, 0.225f],
    };

    /// <summary>The preprocessing of a network's model card.</summary>
    public static Preprocessing For(ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        Preprocessing preprocessing = card.ResizeShortSide is int side
            ? new Preprocessing
            {
                ResizeShortSide = side,
                CropHeight = card.CropSize,
                CropWidth = card.CropSize,
                Mean = [.. card.Mean],
                Std = [.. card.Std],
                Channels = card.Channels,
            }
            : Exact(card.CropSize, card.Width ?? card.CropSize, [.. card.Mean], [.. card.Std]);
        return preprocessing with
        {
            Range = card.TakesBytes ? byte.MaxValue : 1,
            ChannelsAreLast = card.ChannelsAreLast,
        };
    }

    /// <summary>
    /// The short side's length after resizing, the aspect kept (<c>Resize(n)</c>); null does not resize.
    /// </summary>
    public int? ResizeShortSide { get; init; }

    /// <summary>
    /// The exact size to resize to, whatever the aspect (<c>Resize((h, w))</c>); goes before the short side.
    /// </summary>
    public (int Height, int Width)? ResizeTo { get; init; }

    /// <summary>The height cut from the middle; a smaller image is padded with black. Null crops nothing.</summary>
    public int? CropHeight { get; init; }

    /// <summary>The width cut from the middle; a smaller image is padded with black. Null crops nothing.</summary>
    public int? CropWidth { get; init; }

    /// <summary>
    /// The value of the brightest byte, 255, before the mean is subtracted: 1 as with <c>ToTensor</c>, 255 for networks
    /// that take the bytes themselves.
    /// </summary>
    public float Range { get; init; } = 1;

    /// <summary>Subtracted, in units of 0 to <see cref="Range"/>: one number per channel.</summary>
    public ImmutableArray<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>Divided by, in units of 0 to <see cref="Range"/>: one number per channel.</summary>
    public ImmutableArray<float> Std { get; init; } = [1, 1, 1];

    /// <summary>3 for RGB, 1 for grey.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>
    /// Whether blue comes before red, as OpenCV reads images and Caffe's networks take them. Channels are reversed
    /// before they are normalised: the first of <see cref="Mean"/> and <see cref="Std"/> is then blue's.
    /// </summary>
    public bool Bgr { get; init; }

    /// <summary>
    /// Subtracted as well, in units of 0 to <see cref="Range"/>, from images that are resized and cropped; null for
    /// none.
    /// </summary>
    public MeanImage? MeanImage { get; init; }

    /// <summary>Whether the input is [N,H,W,C], as Keras' networks take it, and not [N,C,H,W].</summary>
    public bool ChannelsAreLast { get; init; }

    /// <summary>A network that computes the input from the result of all other steps; null for none.</summary>
    public PreparingNetwork? Network { get; init; }

    /// <summary>For small nets: every image is made exactly height x width.</summary>
    public static Preprocessing Exact(int height, int width, ImmutableArray<float> mean, ImmutableArray<float> std) =>
        new() { ResizeTo = (height, width), Mean = mean, Std = std, Channels = mean.Length };

    /// <summary>
    /// The same for another input size: the crop becomes n x n and the short side grows in proportion (ImageNet's
    /// 256 / 224); where there is no crop the short side becomes n, and an exact size becomes n x n.
    /// </summary>
    public Preprocessing WithSize(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (ResizeTo is not null)
        {
            return this with { ResizeTo = (n, n) };
        }

        int? shortSide = CropHeight is int crop && ResizeShortSide is int side
            ? (int)Math.Round((double)side * n / crop)
            : n;
        return CropHeight is null && CropWidth is null
            ? this with { ResizeShortSide = n }
            : this with { ResizeShortSide = shortSide, CropHeight = n, CropWidth = n };
    }

    /// <summary>
    /// The same for an input of height x width: a square as <see cref="WithSize(int)"/> makes it; any other size is
    /// resized to, whatever the image's aspect.
    /// </summary>
    public Preprocessing WithSize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return height == width
            ? WithSize(height)
            : this with { ResizeTo = (height, width), ResizeShortSide = null, CropHeight = null, CropWidth = null };
    }

    /// <summary>The whole image without a crop: its short side becomes that of the crop.</summary>
    public Preprocessing WithoutCrop() => this with
    {
        ResizeShortSide = CropHeight is int height && CropWidth is int width
            ? Math.Min(height, width)
            : ResizeShortSide,
        CropHeight = null,
        CropWidth = null,
    };

    /// <summary>The image at its own size: neither resized nor cropped.</summary>
    public Preprocessing AtOriginalSize() =>
        this with { ResizeShortSide = null, ResizeTo = null, CropHeight = null, CropWidth = null };

    /// <summary>The shape of one image's input, before a <see cref="Network"/> is applied.</summary>
    public Shape InputShape(int height, int width) =>
        ChannelsAreLast ? [1, height, width, Channels] : [1, Channels, height, width];

    /// <summary>One image as a batch of one.</summary>
    /// <returns>
    /// <c>Input</c> [1,C,H,W], or [1,H,W,C] where channels are last, or the output of <see cref="Network"/>; and the
    /// image that it is made of.
    /// </returns>
    public PreprocessedImages Apply(RgbImage image) => Apply([image]);

    /// <summary>Several images as one batch.</summary>
    /// <returns><c>Input</c> as for one image, with N images, and the N images that it is made of.</returns>
    /// <exception cref="UnreadableInputException">
    /// The images do not have one size after resizing and cropping, or not that of <see cref="MeanImage"/>.
    /// </exception>
    public PreprocessedImages Apply(IReadOnlyList<RgbImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfZero(images.Count);
        if (Channels is not (1 or 3) || Mean.Length != Channels || Std.Length != Channels)
        {
            throw new UnreadableInputException(
                $"preprocessing: expected 1 or 3 channels with a mean and a deviation each, got {Channels} channels, "
                + $"{Mean.Length} means and {Std.Length} deviations");
        }

        List<PixelPlane> planes = [.. images.Select(Reshape)];
        PixelPlane first = planes[0];
        PixelValues values = new(this);
        Tensor input = new([planes.Count, Channels, first.Height, first.Width]);
        for (int n = 0; n < planes.Count; n++)
        {
            if ((planes[n].Width, planes[n].Height) != (first.Width, first.Height))
            {
                throw new UnreadableInputException(
                    $"image {n + 1} of the batch is {planes[n].Width}x{planes[n].Height} after preprocessing, the "
                    + $"first is {first.Width}x{first.Height}; a batch needs one size: crop, or give an exact size");
            }

            values.Write(planes[n], input, n);
        }

        input = ChannelsAreLast ? PixelValues.ChannelsLast(input) : input;
        return new PreprocessedImages(
            Network?.Run(input) ?? input, [.. planes.Select(static plane => plane.ToImage())]);
    }

    /// <summary>
    /// The image that an input shows: the inverse of normalising, each value rounded to the nearest byte. A
    /// <see cref="Network"/> is not inverted.
    /// </summary>
    /// <param name="input">[N,C,H,W], or [N,H,W,C] where channels are last.</param>
    /// <param name="n">The index of the image in the batch.</param>
    public RgbImage ToImage(Tensor input, int n = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor planes = ChannelsAreLast ? FeatureMap.ChannelsFirst(input) : input;
        Shape shape = planes.Shape;
        if (shape.Rank != 4 || shape.Channels != Channels || n < 0 || n >= shape.Batch)
        {
            throw new ArgumentException($"{shape} has no image {n} of {Channels} channels.", nameof(input));
        }

        return new PixelValues(this).Undo(planes, n).ToImage();
    }

    private PixelPlane Reshape(RgbImage image)
    {
        PixelPlane plane = new(Channels == 1 ? image.ToGray() : image.Pixels, image.Width, image.Height, Channels);
        if (ResizeTo is (int exactHeight, int exactWidth))
        {
            plane = plane.Resize(exactWidth, exactHeight);
        }
        else if (ResizeShortSide is int side)
        {
            plane = plane.Width <= plane.Height
                ? plane.Resize(side, LongSide(side, plane.Height, plane.Width))
                : plane.Resize(LongSide(side, plane.Width, plane.Height), side);
        }

        return plane.CenterCrop(CropWidth ?? plane.Width, CropHeight ?? plane.Height);
    }

    private static int LongSide(int side, int longSide, int shortSide)
    {
        double length = Math.Truncate((double)((long)side * longSide) / shortSide);
        if (length * side > ImageReader.LargestPixelCount)
        {
            throw new UnreadableInputException(
                $"an image of {longSide} by {shortSide} pixels is too long to be resized to a short side of {side}");
        }

        return (int)length;
    }
}
