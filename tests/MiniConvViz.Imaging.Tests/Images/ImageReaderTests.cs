namespace MiniConvViz.Imaging.Tests;

public sealed class ImageReaderTests
{
    private static IEnumerable<ImageGolden> Decode => ImageGoldens.Of("decode");

    private static IEnumerable<ImageGolden> Upright => ImageGoldens.Of("upright");

    private static IEnumerable<ImageGolden> Gray => ImageGoldens.Of("gray");

    [TestCaseSource(nameof(Decode))]
    public void Read_EveryFormat_GivesPillowsPixels(ImageGolden golden) =>
        golden.AssertBytes(ImageReader.Read(golden.Path).Pixels);

    [TestCaseSource(nameof(Upright))]
    public void Read_WithExifOrientation_StandsUprightAsInPillow(ImageGolden golden) =>
        golden.AssertBytes(ImageReader.Read(golden.Path, applyExifOrientation: true).Pixels);

    [TestCaseSource(nameof(Gray))]
    public void ToGray_EveryFormat_GivesPillowsL(ImageGolden golden) =>
        golden.AssertBytes(ImageReader.Read(golden.Path).ToGray());
}
