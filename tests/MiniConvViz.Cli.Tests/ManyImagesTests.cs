using System.Text.Json;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary>Folders and patterns as input, batches, a damaged image among good ones, the overview.</summary>
public sealed class ManyImagesTests
{
    private static readonly string[] Bundled = ["ankle-boot", "bag", "sneaker", "trouser"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_Folder_TakesItsPicturesByNameAndNothingElse()
    {
        Picture("b/second.png", "bag");
        Picture("b/First.PNG", "trouser");
        Picture("b/.hidden.png", "bag");
        Picture("b/deeper/third.png", "bag");
        Write("b/notes.txt", "no picture"u8);

        JsonElement[] rendered = [.. Render(0, "--image", "b").Json().EnumerateArray()];
        Assert.That(
            rendered.Select(image => image.GetProperty("image").GetString()),
            Is.EqualTo(["First.PNG", "second.png"]));
        Assert.That(Report("First").AssertWhole().Classes[0], Is.EqualTo("Trouser"));
        Assert.That(Report("second").AssertWhole().Classes[0], Is.EqualTo("Bag"));
    }

    [TestCase("p/*.png", "x1 x2 y1")]
    [TestCase("p/x?.png", "x1 x2")]
    [TestCase("p/y*", "y1")]
    public void Render_Pattern_TakesWhatMatches(string pattern, string drawn)
    {
        foreach (string name in (string[])["x1", "x2", "y1"])
        {
            Picture($"p/{name}.png", "bag");
        }

        JsonElement[] rendered = [.. Render(0, "--image", pattern).Json().EnumerateArray()];
        Assert.That(
            rendered.Select(image => Path.GetFileNameWithoutExtension(image.GetProperty("image").GetString())),
            Is.EqualTo(drawn.Split(' ')));
    }

    /// <summary>Eleven images are batches of eight and of three; each report equals that of the image alone.</summary>
    [Test]
    public void Render_MorePicturesThanABatch_GivesEachWhatItGetsAlone()
    {
        for (int i = 0; i < 11; i++)
        {
            Picture($"many/{i:00}.png", Bundled[i % Bundled.Length]);
        }

        Render(0, "--image", "many");
        Render(0, "--image", "many/01.png", "--out", "alone");

        foreach (string same in (string[])["01", "05", "09"])
        {
            RenderedReport report = Report(same).AssertWhole(), alone = new(_folder.Root, "alone");
            Assert.That(report.Classes, Is.EqualTo(alone.Classes));
            Assert.That(report.Layers, Is.EqualTo(alone.Layers));
            Assert.That(
                report.Layers.Select(layer => report.ShapeOf(layer)),
                Is.EqualTo(alone.Layers.Select(layer => alone.ShapeOf(layer))));
            foreach (string picture in report.Pictures.Where(picture => picture != "input.png"))
            {
                Assert.That(File.ReadAllBytes(_folder.File($"out/{same}/{picture}")),
                    Is.EqualTo(File.ReadAllBytes(_folder.File($"alone/{picture}"))), picture);
            }
        }
    }

    [Test]
    public void Render_BadImageAmongGoodOnes_IsReportedAndTheOthersAreDrawn([Values(0, 1, 9)] int place)
    {
        for (int i = 0; i < 10; i++)
        {
            Picture($"many/{i}.png", "bag");
        }

        Write($"many/{place}.png", []);

        ProcessOutcome outcome = Render(2, "--image", "many");

        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        Assert.That(outcome.Error, Does.StartWith("miniconvviz: ").And.Contain($"{place}.png: has 0 bytes"));
        string[] drawn = [.. Enumerable.Range(0, 10).Where(i => i != place).Select(i => $"{i}")];
        Assert.That(Entries(), Is.EquivalentTo([.. drawn, "index.html", "index.json", FileManifest.Name]));
        Assert.That(drawn.Select(name => Report(name).AssertWhole().Classes[0]), Is.All.EqualTo("Bag"));
        Assert.That(Overview().GetProperty("failures").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public void Render_OnlyBadImages_ReportsEachAndWritesNothing()
    {
        Write("many/a.png", []);
        Write("many/b.png", "text"u8);

        ProcessOutcome outcome = Render(2, "--image", "many");

        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
        Assert.That(Directory.Exists(_folder.File("out")), Is.False);
    }

    [Test]
    public void Render_DifferentSizes_AreNoBatch()
    {
        string weights = RandomCheckpoint.Write(_folder.File("random.safetensors"), "squeezenet1_1", 10);
        Picture("many/a.png", "bag");
        Write("many/b.png", File.ReadAllBytes(RepositoryFiles.Golden("images", "photo.png")));
        Picture("many/c.png", "trouser");

        CliProcess.RunIn(
            _folder.Root,
            "render", "--model", "squeezenet1_1", "--weights", weights, "--size", "64", "--no-crop",
            "--layers", "features.0", "--image", "many", "--out", "out").Succeeded();

        Assert.That(Report("a").AssertWhole().ShapeOf("features.0"), Is.EqualTo([1, 64, 31, 31]));
        Assert.That(Report("b").AssertWhole().ShapeOf("features.0"), Is.Not.EqualTo((int[])[1, 64, 31, 31]));
        Assert.That(Report("c").AssertWhole().ShapeOf("features.0"), Is.EqualTo([1, 64, 31, 31]));
    }

    [Test]
    public void Overview_OfPicturesOfWhichOneIsBad_IsPrintedListsItAndIsLinkedBack()
    {
        Picture("many/a.png", "bag");
        Write("many/b<i>.png", []);
        Picture("many/c.png", "trouser");

        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "render", "--model", "fashion-lenet", "--layers", "conv1", "--image", "many", "--out", "out");

        string[] lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[^1], Is.EqualTo($"all images: {_folder.File("out/index.html")}"));
        string page = File.ReadAllText(_folder.File("out/index.html"));
        Assert.That(page, Does.Contain("<h2>1 image skipped</h2>").And.Contain("b&lt;i&gt;.png: has 0 bytes"));
        string report = File.ReadAllText(_folder.File("out/a/index.html"));
        Assert.That(report, Does.Contain("<a class=\"back\" href=\"../index.html\">all images</a>"));
    }

    [Test]
    public void Render_OnePicture_HasNoWayBack()
    {
        Picture("a.png", "bag");

        Render(0, "--image", "a.png", "--layers", "conv1");

        Assert.That(File.ReadAllText(_folder.File("out/index.html")), Does.Not.Contain("all images"));
    }

    [Test]
    public void Overview_NamesEveryImageAndLeadsToItsReport()
    {
        string image = "a b & <c>.png";
        Picture($"many/{image}", "bag");
        Picture("many/index.html.png", "trouser");

        Render(0, "--image", "many");

        string page = File.ReadAllText(_folder.File("out/index.html"));
        Assert.That(page, Does.Contain("href=\"a%20b%20%26%20%3Cc%3E/index.html\""));
        Assert.That(page, Does.Contain("a b &amp; &lt;c&gt;.png"));
        Assert.That(page, Does.Contain("href=\"index.html_1/index.html\"").And.Contain("Trouser"));
        Assert.That(page, Does.Not.Contain("://").And.Not.Contain("<script"));
        JsonElement[] images = [.. Overview().GetProperty("images").EnumerateArray()];
        Assert.That(images.Select(entry => entry.GetProperty("class").GetString()), Is.EqualTo(["Bag", "Trouser"]));
        foreach (JsonElement entry in images)
        {
            Report(entry.GetProperty("folder").GetString()!).AssertWhole();
        }
    }

    private void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        _folder.Write(path, bytes);
    }

    private void Picture(string path, string bundled) =>
        Write(path, File.ReadAllBytes(Path.Combine(ModelZoo.BundledFolder, "images", bundled + ".png")));

    /// <summary>Runs <c>render</c> into the folder <c>out</c>, without a progress bar: stderr is no terminal.</summary>
    private ProcessOutcome Render(int exitCode, params string[] arguments)
    {
        string[] output = arguments.Contains("--out") ? [] : ["--out", "out"];
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, ["render", "--model", "fashion-lenet", "--json", .. output, .. arguments]);
        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode), outcome.Error);
        Assert.That(exitCode == 0 ? outcome.Error : "", Is.Empty);
        return outcome;
    }

    private RenderedReport Report(string name) => new(_folder.Root, "out", name);

    private JsonElement Overview() =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(_folder.File("out/index.json")));

    private IEnumerable<string> Entries() =>
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(path => Path.GetFileName(path));
}
