using MiniConvViz.Tensors;
using MiniConvViz.Tests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Conversions from and to ImageSharp's images.</summary>
public sealed class ImageSharpConversionsTests
{
    private static RgbImage Photo => ImageReader.Read(RepositoryFiles.Golden("images", "photo.png"));

    [Test]
    public void RgbImage_ThereAndBack_HasTheSamePixels()
    {
        RgbImage photo = Photo;
        using Image<Rgb24> image = photo.ToImageSharp();

        Assert.That((image.Width, image.Height), Is.EqualTo((photo.Width, photo.Height)));
        Rgb24 pixel = image[3, 2];
        int at = 3 * ((2 * photo.Width) + 3);
        Assert.That((byte[])[pixel.R, pixel.G, pixel.B], Is.EqualTo(photo.Pixels[at..(at + 3)]));
        Assert.That(image.ToRgbImage().Pixels, Is.EqualTo(photo.Pixels));
    }

    [Test]
    public void Picture_BecomesAnImage()
    {
        using Picture picture = FeatureMapGrid.Draw(
            new FeatureMap("noise", "ReLU", Numbers.Noise([1, 3, 9, 7])), GridOptions.Default);
        using Image<Rgb24> image = picture.ToImageSharp();
        Assert.That(image.ToRgbImage().Pixels, Is.EqualTo(picture.ToImage().Pixels));
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    public void Tensor_IsThatOfThePreprocessing_AndShowsTheImage(bool bgr, bool channelsAreLast)
    {
        Preprocessing preprocessing = Preprocessing.ImageNet.WithSize(40) with
        {
            Bgr = bgr,
            ChannelsAreLast = channelsAreLast,
        };
        PreprocessedImages expected = preprocessing.Apply(Photo);
        using Image<Rgb24> image = Photo.ToImageSharp();

        Tensor input = image.ToTensor(preprocessing);
        using Image<Rgb24> shown = input.ToImageSharp(preprocessing);

        Assert.That(input.Values.ToArray(), Is.EqualTo(expected.Input.Values.ToArray()));
        Assert.That(shown.ToRgbImage().Pixels, Is.EqualTo(expected.Images[0].Pixels));
        Assert.That(
            () => input.ToImageSharp(preprocessing, n: 1),
            Throws.ArgumentException.With.Message.StartsWith($"{(channelsAreLast ? "[1,3,40,40]" : input.Shape)} has no image 1"));
    }
}
