using System.Globalization;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>A picture, to be preprocessed as the network expects.</summary>
/// <param name="file">The picture.</param>
/// <param name="preprocessing">How it is prepared.</param>
/// <param name="applyExifOrientation">Whether it is turned as its EXIF orientation says.</param>
/// <param name="gray16">What becomes of 16-bit grey.</param>
/// <param name="read">What decodes it; null for this process.</param>
/// <param name="openSize">Where the network leaves the size open: how it is prepared depends on the picture.</param>
internal sealed class ImageSource(
    FileInfo file, Preprocessing preprocessing, bool applyExifOrientation, Gray16 gray16, ReadImage? read = null,
    OpenSize? openSize = null)
    : IInputSource
{
    private const long UnknownBytes = 64 << 20;

    /// <inheritdoc cref="LoadedInput.IsAssumed"/>
    public bool IsAssumed { get; init; }

    public string Name => file.Name;

    public string Stem => Path.GetFileNameWithoutExtension(file.Name);

    public IReadOnlyList<Shape>? Shapes => openSize is not null ? null : preprocessing switch
    {
        { CropHeight: int height, CropWidth: int width } => [[1, preprocessing.Channels, height, width]],
        { ResizeTo: (int height, int width) } => [[1, preprocessing.Channels, height, width]],
        _ => null,
    };

    /// <summary>Not even the header of a picture that another process decodes is looked at.</summary>
    public long LoadingBytes => read is null ? ImageReader.ReadingBytes(file.FullName) : UnknownBytes;

    public LoadedInput Load()
    {
        RgbImage image = (read ?? ImageReader.Read)(file.FullName, applyExifOrientation, gray16);
        if (image.ClippedPixels > 0)
        {
            double percent = 100.0 * image.ClippedPixels / image.Width / image.Height;
            Terminal.ErrorLine(
                $"{Name}: {percent.ToString("F0", CultureInfo.InvariantCulture)} % of its 16-bit grey values are above "
                + "255 and turn white, as in Pillow; --gray16 scale keeps their high byte");
        }

        Preprocessing chosen = openSize?.For(Name, image) ?? preprocessing;
        PreprocessedImages preprocessed = chosen.Apply(image);

        // Only what the network sees is kept until it is drawn, not the photograph.
        (RgbImage seen, string[] facts) = (preprocessed.Pictures[0], PreprocessingFacts(image, chosen));
        return new LoadedInput([preprocessed.Input], _ => [InputPicture.Draw("input", seen, Name, facts)])
        {
            IsAssumed = IsAssumed,
        };
    }

    /// <summary>How the picture in the file became what the network saw.</summary>
    private static string[] PreprocessingFacts(RgbImage image, Preprocessing chosen)
    {
        string? resized = chosen.ResizeTo == (image.Height, image.Width) ? null
            : chosen.ResizeTo is (int height, int width) ? $"resized to {height} × {width}"
            : chosen.ResizeShortSide is int side ? $"short side resized to {side}"
            : null;
        string? cropped = chosen.CropHeight is null ? null : "centre cropped";
        return [.. new[] { $"from {image.Height} × {image.Width}", resized, cropped }.OfType<string>()];
    }
}
