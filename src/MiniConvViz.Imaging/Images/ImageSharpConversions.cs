using MiniConvViz.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace MiniConvViz.Imaging;

/// <summary>
/// Converts from and to ImageSharp's <c>Image&lt;Rgb24&gt;</c>. The results are copies; the caller disposes those of
/// ImageSharp.
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

    /// <summary>A copy of a picture, such as a grid of feature maps.</summary>
    public static Image<Rgb24> ToImageSharp(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.ToImage().ToImageSharp();
    }

    /// <summary>The network's input [1,C,H,W] for an image.</summary>
    public static Tensor ToTensor(this Image<Rgb24> image, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing.Apply(image.ToRgbImage()).Input;
    }

    /// <summary>
    /// The image that a network's input shows: the inverse of <see cref="ToTensor"/>, except for resizing and cropping.
    /// </summary>
    /// <param name="input">[N,C,H,W].</param>
    /// <param name="preprocessing">The preprocessing that made it.</param>
    /// <param name="n">The index of the image in the batch.</param>
    public static Image<Rgb24> ToImageSharp(this Tensor input, Preprocessing preprocessing, int n = 0)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing.ToImage(input, n).ToImageSharp();
    }
}
