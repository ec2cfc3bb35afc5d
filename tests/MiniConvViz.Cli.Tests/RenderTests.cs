using System.Net;
using System.Text.Json;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>render</c> from outside: the reports that it writes, for one image and for several.</summary>
public sealed class RenderTests : RenderFixture
{
    [Test]
    public void Render_BundledModelWithoutImage_DrawsEveryNode()
    {
        ProcessOutcome outcome = CliProcess.RunIn(Folder.Root, "render", "--model", "fashion-resnet").Succeeded();

        RenderedReport report = new RenderedReport(Folder.Root, "feature-maps").AssertWhole();
        Assert.That(report.Layers, Is.EqualTo(ModelZoo.Load("fashion-resnet").Nodes.Select(node => node.Name)));
        Assert.That(report.Pictures, Has.Count.EqualTo(report.Layers.Count + 1));
        Assert.That(report.Classes[0], Is.EqualTo("Ankle boot"));
        Assert.That(report["image"].GetString(), Is.EqualTo("ankle-boot.png"));
        Assert.That(outcome.Output, Does.Contain("Ankle boot 9"));
        Assert.That(outcome.Output, Does.Contain(Path.Combine("feature-maps", "index.html")));
    }

    [Test]
    public void Render_SeveralImages_FillAFolderEach()
    {
        Render("--image", Bundled("bag"), Bundled("trouser"), "--image", Bundled("bag"));

        Assert.That(Folder.Names, Is.EqualTo(["out"]));
        Assert.That(
            Directory.EnumerateFileSystemEntries(Folder.File("out")).Select(path => Path.GetFileName(path)),
            Is.EquivalentTo(["bag", "bag_1", "trouser", "index.html", "index.json", FileManifest.Name]));
        Assert.That(Report("bag").AssertWhole().Classes[0], Is.EqualTo("Bag"));
        Assert.That(Report("bag_1").AssertWhole().Classes[0], Is.EqualTo("Bag"));
        Assert.That(Report("trouser").AssertWhole().Classes[0], Is.EqualTo("Trouser"));
    }

    [Test]
    public void Render_ImageWhoseStemIsTheParentFolder_StaysInTheOutput()
    {
        string image = Folder.Write("...png", File.ReadAllBytes(Bundled("bag")));

        Render("--image", image, Bundled("trouser"));

        Assert.That(Folder.Names, Is.EquivalentTo(["...png", "out"]));
        Assert.That(Report("_..").AssertWhole().Classes[0], Is.EqualTo("Bag"));
    }

    [Test]
    public void Render_EveryPage_ReportsWhatATileIsAndWhereALayerComesFrom()
    {
        Succeed("render", "--model", "fashion-resnet", "--layers", "layer1.0.add", "--out", "out");

        Assert.That(Report().AssertWhole()["layers"][0].GetProperty("receptiveField").GetString(), Is.EqualTo("7x7"));
        string page = File.ReadAllText(Folder.File("out/index.html"));
        string origin =
            WebUtility.HtmlEncode("add of layer1.0.bn2 and relu; each value sees 7 × 7 pixels of the input");
        Assert.That(page, Does.Contain($"<p class=\"origin\">{origin}</p>"));
        Assert.That(page, Does.Contain("One tile is one channel").And.Contain("dead is zero everywhere"));
        Assert.That(page, Does.Contain("red above zero, blue below").And.Contain("1st to 99th percentile"));
    }

    [Test]
    public void Render_Json_ListsEveryImage()
    {
        JsonElement printed = Render("--image", Bundled("bag"), Bundled("coat"), "--layers", "conv1", "--json").Json();

        Assert.That(printed.GetArrayLength(), Is.EqualTo(2));
        JsonElement bag = printed[0];
        Assert.That(bag.GetProperty("model").GetString(), Is.EqualTo("fashion-lenet"));
        Assert.That(bag.GetProperty("pictures").GetInt32(), Is.EqualTo(2));
        Assert.That(bag.GetProperty("classes")[0].GetProperty("name").GetString(), Is.EqualTo("Bag"));
        Assert.That(File.Exists(bag.GetProperty("index").GetString()));
    }

    [Test]
    public void Render_EveryDevice_GivesTheSameClasses()
    {
        Render("--layers", "fc3", "--device", "cpu", "--threads", "1");
        IReadOnlyList<string> expected = Report().Classes;
        Assert.That(expected[0], Is.EqualTo("Ankle boot"));
        Assert.That(Report()["device"].GetString(), Is.EqualTo("cpu (vector code, 1 threads)"));

        foreach (string device in (string[])["reference", "ilgpu-cpu"])
        {
            Render("--layers", "fc3", "--device", device);
            Assert.That(Report()["device"].GetString(), Does.StartWith(device));
            Assert.That(Report().Classes, Is.EqualTo(expected), device);
        }
    }

    [Test]
    public void Render_FolderWithSpacesAndUnicode_IsFilled()
    {
        string image = Folder.File("ein Schuh, été 鞋 #1%20.png");
        File.Copy(Bundled("sneaker"), image);
        const string Output = "Bilder von heute/ñandú 写真 #2";

        Succeed(
            "render", "--model", "fashion-lenet", "--layers", "conv1",
            "--image", Path.GetFileName(image), "--out", Output);

        RenderedReport report = new RenderedReport(Folder.Root, Output).AssertWhole();
        Assert.That(report["image"].GetString(), Is.EqualTo(Path.GetFileName(image)));
        Assert.That(report.Classes[0], Is.EqualTo("Sneaker"));
    }
}
