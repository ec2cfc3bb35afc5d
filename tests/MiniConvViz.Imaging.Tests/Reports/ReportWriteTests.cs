using System.Text.Json;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>The folder that <see cref="Report"/> writes.</summary>
public sealed class ReportWriteTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("report").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Write_BundledNetwork_HasAPictureOfEveryLayerAndNamesTheClass()
    {
        Network network = ModelZoo.Load("fashion-lenet");
        using Session session = new(network, Device.Cpu());
        string folder = Path.Combine(_folder, "new", "boot");

        ReportRun run = Report.Write(session, Image("ankle-boot.png"), folder, new ReportOptions { Filters = true });

        Assert.Multiple(() =>
        {
            Assert.That(run.Classes[0].Name, Is.EqualTo("Ankle boot"));
            Assert.That(run.Entries.Select(entry => entry.Name), Is.EqualTo(network.Nodes.Select(node => node.Name)));
            Assert.That(run.Entries.SelectMany(entry => entry.Pictures).Select(picture => picture.File), Is.EqualTo(new[]
            {
                "x.png", "conv1.png", "conv1.weight.png", "relu1.png", "pool1.png", "conv2.png", "conv2.weight.png",
                "relu2.png", "pool2.png", "flatten.png", "fc1.png", "relu3.png", "fc2.png", "relu4.png", "fc3.png",
            }));
        });
        foreach (ReportPicture picture in run.Entries.SelectMany(entry => entry.Pictures).Concat(run.Inputs))
        {
            RgbImage read = ImageReader.Read(Path.Combine(folder, picture.File));
            Assert.That((read.Width, read.Height), Is.EqualTo((picture.Width, picture.Height)), picture.File);
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "index.json")));
        Assert.That(json.RootElement.GetProperty("layers").GetArrayLength(), Is.EqualTo(run.Entries.Count));
        Assert.That(File.ReadAllText(Path.Combine(folder, "index.html")), Does.Contain("Ankle boot"));
    }

    [Test]
    public void Write_SomeLayers_KeepsNoTapAndReplacesItsFiles()
    {
        using Session session = new(ModelZoo.Load("fashion-lenet"), Device.Cpu());
        ReportOptions options = new() { Layers = ["relu*"], Image = "coat.png" };
        Report.Write(session, Image("coat.png"), _folder, options);
        byte[] first = File.ReadAllBytes(Path.Combine(_folder, "relu1.png"));

        ReportRun run = Report.Write(session, Image("coat.png"), _folder, options);

        Assert.Multiple(() =>
        {
            Assert.That(run.Entries.Select(entry => entry.Name), Is.EqualTo(new[] { "relu1", "relu2", "relu3", "relu4" }));
            Assert.That(run.Image, Is.EqualTo("coat.png"));
            Assert.That(File.ReadAllBytes(Path.Combine(_folder, "relu1.png")), Is.EqualTo(first));
            Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(4 + 3), "nothing else");
        });
    }

    [Test]
    public void Write_FolderThatIsAFile_IsReported()
    {
        using Session session = new(ModelZoo.Load("fashion-lenet"), Device.Cpu());
        string file = Path.Combine(_folder, "taken");
        File.WriteAllText(file, "");
        Assert.That(
            () => Report.Write(session, Image("coat.png"), file),
            Throws.TypeOf<UnwritableOutputException>().With.Message.StartsWith($"{file}: the folder cannot be created: "));
    }

    private static RgbImage Image(string name) => ImageReader.Read(RepositoryFiles.Get($"weights/images/{name}"));
}
