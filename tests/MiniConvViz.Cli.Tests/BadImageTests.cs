namespace MiniConvViz.Cli.Tests;

/// <summary>Images that are none: one line, exit code 2, nothing written.</summary>
public sealed class BadImageTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_WrongImagePath_IsRefused() => AssertRefused("nowhere.png", "no such file");

    [Test]
    public void Render_FolderAsImage_IsRefused()
    {
        Directory.CreateDirectory(_folder.File("pictures"));
        AssertRefused("pictures", "is a folder, expected an image file");
    }

    [Test]
    public void Render_TextAsImage_IsRefused() =>
        AssertRefused(_folder.Write("notes.png", "This is not a picture."u8), "is not a PNG, JPEG");

    [Test]
    public void Render_EmptyImage_IsRefused() => AssertRefused(_folder.Write("empty.png", []), "has 0 bytes");

    [Test]
    public void Render_TruncatedPng_IsRefused() =>
        AssertRefused(_folder.Write("cut.png", BadInput.Bundled("images", "sneaker.png").AsSpan(0, 200)), "cut short");

    [TestCase(0.3)]
    [TestCase(0.9)]
    public void Render_TruncatedJpeg_IsRefused(double share)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("images", "jpeg-444.jpg"));
        AssertRefused(_folder.Write("cut.jpg", whole.AsSpan(0, (int)(share * whole.Length))), "cut.jpg");
    }

    [Test]
    public void Render_SixtyThousandPixelsSquare_IsRefused() =>
        AssertRefused(_folder.Write("huge.png", BadInput.PngOfSize(60_000, 60_000)), "60000x60000", "178956970 pixels");

    [Test]
    public void Render_BadImageAmongGoodOnes_LeavesOnlyWholeReports()
    {
        string good = _folder.Write("good.png", BadInput.Bundled("images", "bag.png"));
        string bad = _folder.Write("bad.png", []);

        CliProcess.RunIn(_folder.Root, "render", "--model", "fashion-lenet", "--out", "out", "--image", good, bad)
            .IsRefused(2, "bad.png", "has 0 bytes");
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.File("out")), Is.EqualTo([_folder.File("out/good")]));
        new RenderedReport(_folder.Root, "out", "good").AssertWhole();
    }

    private void AssertRefused(string image, params ReadOnlySpan<string> told) =>
        BadInput.AssertRefused(_folder, ["--image", image], [Path.GetFileName(image), .. told]);
}
