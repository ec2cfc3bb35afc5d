using MiniConvViz.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace MiniConvViz.Imaging;

/// <summary>
/// From and to ImageSharp's <c>Image&lt;Rgb24&gt;</c>, for programs that hold one. Images come out in memory of
/// their own; whoever asked for one disposes it.
/// </summary>
public static class ImageSharpConversions
{
    /// <summary>A copy of the first frame's pixels.</summary>
    public static RgbImage ToRgbImage(this Image<Rgb24> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] pixels = new byte[checked(3 * image.Width * image.Height)];
        image.CopyPixelDataTo(pixels);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>A copy of the pixels.</summary>
    public static Image<Rgb24> ToImageSharp(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Image.LoadPixelData<Rgb24>(image.Pixels, image.Width, image.Height);
    }

    /// <summary>A copy of a drawing, such as a grid of feature maps.</summary>
    public static Image<Rgb24> ToImageSharp(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.ToImage().ToImageSharp();
    }

    /// <summary>The network's input [1,C,H,W] that an image becomes.</summary>
    public static Tensor ToTensor(this Image<Rgb24> image, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing.Apply(image.ToRgbImage()).Input;
    }

    /// <summary>
    /// The picture that a network's input shows: <see cref="ToTensor"/> undone, but for what was resized and cropped.
    /// </summary>
    /// <param name="input">[N,C,H,W].</param>
    /// <param name="preprocessing">What made it.</param>
    /// <param name="n">Which image of the batch.</param>
    public static Image<Rgb24> ToImageSharp(this Tensor input, Preprocessing preprocessing, int n = 0)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing.ToPicture(input, n).ToImageSharp();
    }
}
