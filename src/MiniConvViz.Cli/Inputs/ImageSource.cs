using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>An image, preprocessed as the network expects.</summary>
/// <param name="file">The image file.</param>
/// <param name="preprocessing">How it is prepared.</param>
/// <param name="openSize">Where the network leaves the size open: chooses the preprocessing by the image.</param>
internal sealed class ImageSource(ImageFile file, Preprocessing preprocessing, OpenSize? openSize = null)
    : IInputSource
{
    private const long UnknownBytes = 64 << 20;

    /// <inheritdoc cref="LoadedInput.IsAssumed"/>
    public bool IsAssumed { get; init; }

    /// <inheritdoc cref="LoadedInput.IsSizeAssumed"/>
    public bool IsSizeAssumed { get; init; }

    public string Name => file.File.Name;

    public string Stem => Path.GetFileNameWithoutExtension(file.File.Name);

    public IReadOnlyList<Shape>? Shapes => openSize is not null || preprocessing.Network is not null ? null
        : preprocessing switch
        {
            { CropHeight: int height, CropWidth: int width } => [preprocessing.InputShape(height, width)],
            { ResizeTo: (int height, int width) } => [preprocessing.InputShape(height, width)],
            _ => null,
        };

    /// <summary>Zero for an image that another process decodes: not even its header is read here.</summary>
    public long LoadingBytes =>
        file.Decoder is null ? ImageReader.ReadingBytes(file.File.FullName) : UnknownBytes;

    public LoadedInput Load()
    {
        RgbImage image = file.Read();
        Preprocessing chosen = openSize?.For(Name, image) ?? preprocessing;
        PreprocessedImages preprocessed = chosen.Apply(image);

        // Only the preprocessed image is kept until it is drawn, not the photograph.
        (RgbImage seen, string[] facts) = (preprocessed.Images[0], PreprocessingFacts(image, chosen));
        return new LoadedInput([preprocessed.Input], grid => [InputPicture.Draw("input", seen, grid, Name, facts)])
        {
            IsAssumed = IsAssumed,
            IsSizeAssumed = IsSizeAssumed && openSize is null,
            Preprocessing = chosen,
        };
    }

    /// <summary>How the image in the file was resized and cropped.</summary>
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
