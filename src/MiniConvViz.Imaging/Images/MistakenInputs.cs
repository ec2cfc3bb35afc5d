using MiniConvViz.Analysis;

namespace MiniConvViz.Imaging;

/// <summary>An image preprocessed as a network expects it, and with frequent mistakes.</summary>
public static class MistakenInputs
{
    /// <summary>One byte: another decoder or resizer may round differently.</summary>
    private const float OneByte = 1.01f / 255f;

    /// <summary>The correct input first, then those with another resize.</summary>
    public static IReadOnlyList<PreparedInput> Of(RgbImage image, Preprocessing right)
    {
        ArgumentNullException.ThrowIfNull(right);
        Preprocessing asItIs = right with { ResizeShortSide = null, ResizeTo = null };
        int height = right.CropHeight ?? right.ResizeTo?.Height ?? image.Height;
        int width = right.CropWidth ?? right.ResizeTo?.Width ?? image.Width;
        int side = right.ResizeShortSide ?? Math.Min(height, width);
        double scale = (double)side / Math.Min(image.Width, image.Height);
        (int wide, int high) = ((int)(image.Width * scale), (int)(image.Height * scale));
        string size = $"{height}x{width}";
        return
        [
            Prepare("prepared as the network expects", image, right),
            Prepare($"resized to {size} whatever its aspect", image, asItIs with { ResizeTo = (height, width) }),
            Prepare($"resized to a short side of {height}", image, asItIs with { ResizeShortSide = height }),
            Prepare("cropped without being resized", image, asItIs),
            Prepare("resized without antialiasing", PlainResize.Bilinear(image, wide, high), asItIs),
            Prepare("resized to the nearest pixels", PlainResize.Nearest(image, wide, high), asItIs),
            Prepare(
                $"resized to {size} whatever its aspect and without antialiasing, as cv2.resize does",
                PlainResize.Bilinear(image, width, height),
                asItIs),
            Prepare(
                $"resized to the nearest pixels, {size} whatever its aspect",
                PlainResize.Nearest(image, width, height),
                asItIs),
        ];
    }

    private static PreparedInput Prepare(string how, RgbImage image, Preprocessing preprocessing) =>
        new(how, preprocessing.Apply(image).Input, OneByte * preprocessing.Range / preprocessing.Std.Min());
}
