namespace MiniConvViz.Cli.Tests;

/// <summary><c>render</c> into a folder that has content: its own files are replaced, those of others stay.</summary>
public sealed class RenderFolderTests : RenderFixture
{
    [Test]
    public void Render_OverAnOlderReport_ReplacesIt()
    {
        Render("--layers", "conv1");
        Render("--layers", "conv1", "--image", Bundled("dress"));

        Assert.That(Report().AssertWhole().Classes[0], Is.EqualTo("Dress"));
    }

    [TestCase("--layers conv1 --image bag", "--layers fc3 --image coat")]
    [TestCase("--layers fc3 --image bag coat", "--layers conv1 --image bag")]
    [TestCase("--layers fc3 --image bag coat", "--layers conv1 --image coat trouser")]
    [TestCase("--layers conv1 --image bag", "--layers fc3 --image coat trouser")]
    public void Render_OverAnotherRun_LeavesNothingOfIt(string first, string second)
    {
        Render(WordsOf(second));
        string[] expected = FilesOf("out");
        Directory.Delete(Folder.File("out"), recursive: true);

        Render(WordsOf(first));
        Folder.Write("out/notes.txt", "mine"u8);
        Render(WordsOf(second));

        Assert.That(FilesOf("out"), Is.EquivalentTo([.. expected, "notes.txt"]));
    }

    [Test]
    public void Render_OneOfSeveralImagesAgain_ReplacesItsFolder()
    {
        Render(WordsOf("--layers conv1 --image bag coat"));
        Succeed(["render", "--model", "fashion-lenet", .. WordsOf("--layers fc3 --image coat"), "--out", "out/coat"]);
        Assert.That(Report("coat").AssertWhole().Layers, Is.EqualTo(["fc3"]));

        Render(WordsOf("--layers fc3 --image bag"));
        Report().AssertWhole();
    }

    [TestCase("conv1.png")]
    [TestCase("conv1.weight.png")]
    [TestCase("input.png")]
    [TestCase("index.html")]
    [TestCase("index.json")]
    public void Render_OverFilesOfOthers_IsRefusedAndTheyStay(string name)
    {
        Directory.CreateDirectory(Folder.File("out"));
        Folder.Write($"out/{name}", "mine"u8);

        BadInput.AssertRefused(
            Folder,
            ["--layers", "conv1", "--filters", "--out", "out"],
            $"{name} would be overwritten",
            "another folder");

        Assert.That(FilesOf("out"), Is.EqualTo([name]));
        Assert.That(File.ReadAllText(Folder.File($"out/{name}")), Is.EqualTo("mine"));
    }

    /// <summary>The list is not trusted: only files in the folder, of kinds that are written, are deleted.</summary>
    [Test]
    public void Render_ManifestThatLeadsOut_DeletesNothingElsewhere()
    {
        Render("--layers", "conv1");
        Folder.Write("precious.png", "mine"u8);
        Folder.Write("out/notes.txt", "mine"u8);
        File.AppendAllText(
            Folder.File($"out/{FileManifest.Name}"),
            $"../precious.png\n..%2Fprecious.png\n{Folder.File("precious.png")}\nnotes.txt\n\n.\n..\n");

        Render("--layers", "fc3");

        Assert.That(File.Exists(Folder.File("precious.png")));
        Assert.That(File.Exists(Folder.File("out/notes.txt")));
        Assert.That(File.Exists(Folder.File("out/conv1.png")), Is.False);
    }

    private string[] FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(Folder.File(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder.File(folder), file)),
    ];

    /// <summary>The arguments of a line, with bundled images by their names.</summary>
    private static IEnumerable<string> WordsOf(string line) =>
        line.Split(' ').Select(word => word is "bag" or "coat" or "trouser" ? Bundled(word) : word);
}
