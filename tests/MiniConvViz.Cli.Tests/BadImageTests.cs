namespace MiniConvViz.Cli.Tests;

/// <summary>Files that are no images: one line, exit code 2, nothing written.</summary>
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
    public void Render_FolderWithoutPictures_IsRefused()
    {
        Directory.CreateDirectory(_folder.File("pictures/deeper"));
        _folder.Write("pictures/notes.txt", "no picture"u8);
        _folder.Write("pictures/deeper/bag.png", BadInput.Bundled("images", "bag.png"));
        AssertRefused("pictures", "holds no image (.png, .jpg,", "its subfolders are not searched");
    }

    [TestCase("*.webp")]
    [TestCase("?.png")]
    public void Render_PatternThatNothingMatches_IsRefused(string pattern)
    {
        _folder.Write("bag.png", BadInput.Bundled("images", "bag.png"));
        AssertRefused(pattern, "no image matches");
    }

    [Test]
    public void Render_EmptyImageName_IsRefused() => AssertRefused("", "got an empty name");

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

    private void AssertRefused(string image, params ReadOnlySpan<string> told) =>
        BadInput.AssertRefused(_folder, ["--image", image], [Path.GetFileName(image), .. told]);
}
