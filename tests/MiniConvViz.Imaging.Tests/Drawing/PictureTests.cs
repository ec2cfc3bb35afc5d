using System.IO.Pipelines;
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

    /// <summary>A web server's streams throw when they are written synchronously.</summary>
    [Test]
    public async Task WritePngAsync_AsyncOnlyStreamAndPipe_GiveTheBytesOfToPng()
    {
        using Picture picture =
            FeatureMapGrid.Draw(new FeatureMap("noise", "ReLU", Numbers.Noise([1, 5, 9, 7])), GridOptions.Default);
        byte[] expected = picture.ToPng();
        await using AsyncOnlyStream stream = new([]);
        await picture.WritePngAsync(stream);
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        await picture.WritePngAsync(pipe.Writer);
        await pipe.Writer.CompleteAsync();
        using MemoryStream piped = new();
        await pipe.Reader.CopyToAsync(piped);
        Assert.Multiple(() =>
        {
            Assert.That(ImageReader.Read(expected, "picture").Pixels, Is.EqualTo(picture.ToImage().Pixels));
            Assert.That(stream.Written, Is.EqualTo(expected));
            Assert.That(piped.ToArray(), Is.EqualTo(expected));
        });
    }

    /// <summary>A file of two pixels, read in four ways.</summary>
    [Test]
    public async Task Read_BytesStreamAndAsyncStream_GiveThePixelsOfTheFile()
    {
        byte[] ppm = [.. "P6 2 1 255\n"u8, 1, 2, 3, 253, 254, 255];
        byte[] rgb = ppm[^6..];
        byte[] before = [.. ppm];
        await using AsyncOnlyStream stream = new(ppm);
        RgbImage fromStream = await ImageReader.ReadAsync(stream, "two.ppm");
        byte[] larger = [0, 0, .. ppm, 9];
        RgbImage fromPart = ImageReader.Read(larger.AsMemory(2, ppm.Length), "two.ppm");
        Assert.Multiple(() =>
        {
            Assert.That(ImageReader.Read(ppm, "two.ppm").Pixels, Is.EqualTo(rgb));
            Assert.That(fromStream.Pixels, Is.EqualTo(rgb));
            Assert.That(fromPart.Pixels, Is.EqualTo(rgb));
            Assert.That(ppm, Is.EqualTo(before), "the bytes are only read");
        });
    }

    [Test]
    public void Read_NoBytes_IsRefused()
    {
        const string problem = "upload: has 0 bytes, expected an image of at most 1073741824 bytes";
        Assert.Multiple(() =>
        {
            Assert.That(() => ImageReader.Read(ReadOnlyMemory<byte>.Empty, "upload"),
                Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(problem));
            Assert.That(async () => await ImageReader.ReadAsync(new AsyncOnlyStream([]), "upload"),
                Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(problem));
        });
    }

    [Test]
    public void SavePng_MissingFolder_IsReportedAndLeavesNothing()
    {
        Picture picture =
            FeatureMapGrid.Draw(new FeatureMap("noise", "ReLU", Numbers.Noise([1, 1, 2, 2])), GridOptions.Default);
        string path = Path.Combine(_folder, "none", "picture.png");
        Assert.That(() => picture.SavePng(path), Throws.TypeOf<UnwritableOutputException>()
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
