using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging.Tests;

public sealed class PictureTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("pictures").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void SavePng_ReadBack_IsTheSamePixels([Values(1, 2, 3, 4, 5, 17)] int channels)
    {
        Picture picture = FeatureMapGrid.Draw(new FeatureMap("noise", "ReLU", Numbers.Noise([1, channels, 9, 7])),
            GridOptions.Default);
        string path = Path.Combine(_folder, "picture.png");
        picture.SavePng(path);
        Assert.Multiple(() =>
        {
            Assert.That(ImageReader.Read(path).Pixels, Is.EqualTo(picture.ToImage().Pixels));
            Assert.That(Directory.GetFiles(_folder), Is.EqualTo(new[] { path }), "nothing is left beside it");
        });
    }

    [Test]
    public void SavePng_MissingFolder_SaysSoAndLeavesNothing()
    {
        Picture picture =
            FeatureMapGrid.Draw(new FeatureMap("noise", "ReLU", Numbers.Noise([1, 1, 2, 2])), GridOptions.Default);
        string path = Path.Combine(_folder, "none", "picture.png");
        Assert.That(() => picture.SavePng(path), Throws.TypeOf<UnreadableInputException>()
            .With.Message.Contains("cannot be written"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void Draw_FromManyThreads_GivesTheSamePixels()
    {
        FeatureMap map = new("noise", "ReLU", Numbers.Noise([1, 40, 9, 7]));
        byte[] expected = FeatureMapGrid.Draw(map, GridOptions.Default).ToImage().Pixels;
        Parallel.For(0, 32, _ => Assert.That(
            FeatureMapGrid.Draw(map, GridOptions.Default).ToImage().Pixels.AsSpan().SequenceEqual(expected)));
    }

    [Test]
    public void Dispose_ThenDrawAgain_DrawsThere()
    {
        FeatureMap map = new("noise", "ReLU", Numbers.Noise([1, 3, 9, 7]));
        Picture first = FeatureMapGrid.Draw(map, GridOptions.Default);
        byte[] expected = first.ToImage().Pixels;
        first.Dispose();
        first.Dispose();
        Assert.That(() => first.ToImage(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(FeatureMapGrid.Draw(map, GridOptions.Default).ToImage().Pixels, Is.EqualTo(expected));
    }
}
