using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>A picture: decoded, turned as its EXIF tag says, and converted to the input of a small network.</summary>
internal sealed class PictureTarget : ITarget
{
    private const int MostPixels = 1 << 20;
    private const int BytesPerPixel = 7;

    private readonly Preprocessing _preprocessing = Preprocessing.For(ModelZoo.Find("fashion-lenet").Card);

    public string Format => "picture";

    public string Extension => ".png";

    public void Run(string path, Meter meter)
    {
        _ = meter.Measure("the size", () => ImageReader.ReadingBytes(path), _ => 0);
        RgbImage image = Read(path, meter, applyExifOrientation: false, Gray16.Clip);
        RgbImage upright = Read(path, meter, applyExifOrientation: true, Gray16.Scale);
        if ((long)image.Width * image.Height != (long)upright.Width * upright.Height)
        {
            throw new WrongValueException("orientation",
                $"{image.Width}x{image.Height} pixels became {upright.Width}x{upright.Height} when they were turned");
        }

        if ((long)image.Width * image.Height <= MostPixels)
        {
            _ = meter.Measure("preprocessing", () => _preprocessing.Apply(image), _ => BytesOf(image));
        }
    }

    private static RgbImage Read(string path, Meter meter, bool applyExifOrientation, Gray16 gray16) =>
        meter.Measure("the picture", () => ImageReader.Read(path, applyExifOrientation, gray16), BytesOf);

    private static long BytesOf(RgbImage image) => BytesPerPixel * (long)image.Width * image.Height;
}
