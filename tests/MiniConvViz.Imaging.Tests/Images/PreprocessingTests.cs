using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging.Tests;

public sealed class PreprocessingTests
{
    // Pillow 9.4, which wrote `resize`, lacks the newer rule for very tall images, which `resize_vertical_first` has.
    private static readonly string[] OlderRule = ["resize/tall-short8", "resize/tall-500x7", "resize/tall-300x40"];

    private static IEnumerable<ImageGolden> Resize =>
        ImageGoldens.Of("resize").Where(golden => !OlderRule.Contains(golden.Name))
            .Concat(ImageGoldens.Of("resize_vertical_first"));

    private static IEnumerable<ImageGolden> Crop => ImageGoldens.Of("crop");

    private static IEnumerable<ImageGolden> Whole => ImageGoldens.Of("preprocess");

    private static IEnumerable<ImageGolden> WholeBytes => ImageGoldens.Of("preprocess_bytes");

    private static Preprocessing Untouched { get; } = new();

    [TestCaseSource(nameof(Resize))]
    public void Apply_Resize_GivesPillowsBytes(ImageGolden golden)
    {
        Preprocessing preprocessing = golden.Size is [int height, int width]
            ? Untouched with { ResizeTo = (height, width) }
            : Untouched with { ResizeShortSide = golden.Size[0] };
        golden.AssertBytes(Apply(preprocessing, golden).Images[0].Pixels);
    }

    [TestCaseSource(nameof(Crop))]
    public void Apply_CenterCrop_GivesTorchvisionsBytes(ImageGolden golden)
    {
        Preprocessing preprocessing = Untouched with { CropHeight = golden.Size[0], CropWidth = golden.Size[1] };
        golden.AssertBytes(Apply(preprocessing, golden).Images[0].Pixels);
    }

    [TestCaseSource(nameof(Whole))]
    public void Apply_ImageNetPreset_GivesTorchvisionsFloats(ImageGolden golden)
    {
        float[] actual = Apply(ImageNet(golden), golden).Input.Values.ToArray();
        Assert.That(actual, Is.EqualTo(golden.Expected), "bit for bit");
    }

    [TestCaseSource(nameof(WholeBytes))]
    public void Apply_ImageNetPreset_ShowsWhatWentIn(ImageGolden golden) =>
        golden.AssertBytes(Apply(ImageNet(golden), golden).Images[0].Pixels);

    /// <summary>As for Caffe: blue first, 0 to 255, minus a mean image; in the layout of Keras' networks.</summary>
    [Test]
    public void Apply_BgrLessAMeanImage_WithChannelsLast()
    {
        RgbImage image = Gradient(5, 4);
        MeanImage mean = new("mean", Numbers.Noise([3, 4, 5]));
        Preprocessing preprocessing = Untouched with
        {
            Bgr = true,
            Range = 255,
            MeanImage = mean,
            Std = [2, 3, 4],
            ChannelsAreLast = true,
        };

        Tensor input = preprocessing.Apply(image).Input;

        Assert.That(input.Shape, Is.EqualTo(preprocessing.InputShape(4, 5)).And.EqualTo(Shape.Create([1, 4, 5, 3])));
        for (int i = 0; i < 60; i++)
        {
            int c = i % 3;
            float expected = (image.Pixels[i - c + 2 - c] - mean.Values.Values[(c * 20) + (i / 3)]) / preprocessing.Std[c];
            Assert.That(input.Values[i], Is.EqualTo(expected), $"value {i}");
        }

        Assert.That(preprocessing.ToImage(input).Pixels, Is.EqualTo(image.Pixels));
    }

    [Test]
    public void Apply_MeanImageOfAnotherSize_IsRefused() => Assert.That(
        () => (Untouched with { MeanImage = new MeanImage("mean.npy", new Tensor([3, 9, 9])) }).Apply(Gradient(5, 4)),
        Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
            "mean.npy: the mean image is [3,9,9], but the images are [3,4,5] once they are resized and cropped; subtract "
            + "its mean per channel instead, or crop it to that size"));

    [Test]
    public void Apply_CardThatTakesBytes_GivesTheBytes()
    {
        RgbImage image = Gradient(31, 17);
        ModelCard card = new("bytes", 3, null, 17, [0, 0, 0], [1, 1, 1], []) { Width = 31, TakesBytes = true };
        PreprocessedImages bytes = Preprocessing.For(card).Apply(image);
        Assert.That(
            bytes.Input.Channel(0, 1).ToArray(),
            Is.EqualTo(Enumerable.Range(0, 31 * 17).Select(i => (float)image.Pixels[(3 * i) + 1])));
    }

    [Test]
    public void Apply_OneChannel_ConvertsBeforeItResizes()
    {
        RgbImage image = Gradient(31, 17);
        PreprocessedImages gray = Preprocessing.Exact(8, 8, [0.5f], [0.25f]).Apply(image);
        byte[] expected = PillowResize.Run(image.ToGray(), 31, 17, 1, 8, 8);
        Assert.Multiple(() =>
        {
            Assert.That(gray.Input.Shape.ToString(), Is.EqualTo("[1,1,8,8]"));
            Assert.That(gray.Input.Values.ToArray(),
                Is.EqualTo(expected.Select(static b => ((b / 255f) - 0.5f) / 0.25f)));
            Assert.That(gray.Images[0].Pixels, Is.EqualTo(RgbImage.FromGray(8, 8, expected).Pixels));
        });
    }

    [Test]
    public void Apply_SeveralImages_IsTheBatchOfEach()
    {
        Preprocessing preprocessing = Preprocessing.ImageNet.WithSize(32);
        RgbImage[] images = [Gradient(50, 41), Gradient(33, 70)];
        PreprocessedImages batch = preprocessing.Apply(images);
        Assert.That(batch.Input.Shape.ToString(), Is.EqualTo("[2,3,32,32]"));
        Assert.That(
            batch.Input.Values.ToArray(),
            Is.EqualTo(images.SelectMany(image => preprocessing.Apply(image).Input.Values.ToArray())));
    }

    [Test]
    public void Apply_BatchOfDifferentSizes_ReportsWhichImage()
    {
        UnreadableInputException? problem = Assert.Throws<UnreadableInputException>(
            () => Preprocessing.ImageNet.WithoutCrop().Apply([Gradient(40, 30), Gradient(30, 30)]));
        Assert.That(problem!.Message, Does.Contain("image 2").And.Contain("224x224").And.Contain("298x224"));
    }

    [Test]
    public void Apply_ImageAsThinAsAHair_IsRefusedInsteadOfFillingMemory() =>
        Assert.That(
            () => Preprocessing.ImageNet.Apply(Gradient(100_000, 1)),
            Throws.TypeOf<UnreadableInputException>().With.Message.Contains("too long"));

    [TestCase(299, 342, 299)]
    [TestCase(224, 256, 224)]
    [TestCase(112, 128, 112)]
    public void WithSize_ImageNet_KeepsTheProportion(int size, int shortSide, int crop)
    {
        Preprocessing preprocessing = Preprocessing.ImageNet.WithSize(size);
        Assert.That((preprocessing.ResizeShortSide, preprocessing.CropHeight, preprocessing.CropWidth),
            Is.EqualTo((shortSide, crop, crop)));
    }

    [Test]
    public void WithoutCrop_ImageNet_KeepsTheWholeImage()
    {
        PreprocessedImages whole = Preprocessing.ImageNet.WithoutCrop().Apply(Gradient(500, 375));
        Assert.That(whole.Input.Shape.ToString(), Is.EqualTo("[1,3,224,298]"));
    }

    [Test]
    public void WithSize_OfAnyShape_CropsToSquaresAndResizesToOthers()
    {
        Preprocessing other = Preprocessing.ImageNet.WithSize(20, 32);

        Assert.That(Preprocessing.ImageNet.WithSize(112, 112), Is.EqualTo(Preprocessing.ImageNet.WithSize(112)));
        Assert.That(other.ResizeTo, Is.EqualTo((20, 32)));
        Assert.That((other.CropHeight, other.CropWidth), Is.EqualTo(((int?)null, (int?)null)));
        Assert.That(other.WithSize(8, 8).ResizeTo, Is.EqualTo((8, 8)), "what is resized whole stays so");
    }

    [Test]
    public void AtOriginalSize_ImageNet_LeavesEveryPixel()
    {
        RgbImage image = Gradient(50, 37);
        Assert.That(Preprocessing.ImageNet.AtOriginalSize().Apply(image).Images[0].Pixels, Is.EqualTo(image.Pixels));
    }

    private static Preprocessing ImageNet(ImageGolden golden) => Preprocessing.ImageNet with
    {
        ResizeShortSide = golden.Number("resize_size"),
        CropHeight = golden.Number("crop_size"),
        CropWidth = golden.Number("crop_size"),
    };

    private static PreprocessedImages Apply(Preprocessing preprocessing, ImageGolden golden) =>
        preprocessing.Apply(ImageReader.Read(golden.Path));

    private static RgbImage Gradient(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 7) + (i / width * 3));
        }

        return new RgbImage(width, height, pixels);
    }
}
