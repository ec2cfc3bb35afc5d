namespace MiniConvViz.Cli.Tests;

/// <summary>The weights of <c>render</c>: files of every kind, and what follows from them.</summary>
public sealed class RenderWeightsTests : RenderFixture
{
    [Test]
    public void Render_CheckpointOfSevenClasses_IsFollowed([Values("", "--num-classes 7")] string options)
    {
        string weights = RandomCheckpoint.Write(Folder.File("seven.safetensors"), "fashion-lenet", 7);

        Render(["--weights", weights, "--layers", "fc3", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That(Report().AssertWhole().ShapeOf("fc3"), Is.EqualTo([1, 7]));
        Assert.That(Report()["weights"].GetString(), Is.EqualTo("seven.safetensors"));
    }

    [Test]
    public void Render_WeightsAlone_AreKnownByTheirNamesAndShapes()
    {
        string weights = RepositoryFiles.Get("weights", "fashion-lenet", "fashion-lenet.pth");

        Succeed("render", "--weights", weights, "--layers", "fc3", "--out", "out");

        Assert.That(Report().AssertWhole()["model"].GetString(), Is.EqualTo("fashion-lenet"));
        Assert.That(Report()["weights"].GetString(), Is.EqualTo("fashion-lenet.pth"));
    }

    [Test]
    public void Render_PthAndSafetensors_GiveTheSameReport()
    {
        Render("--layers", "fc3", "--weights", RepositoryFiles.Get("weights", "fashion-lenet", "fashion-lenet.pth"));
        string fromPth = Report()["layers"].GetRawText();

        Render("--layers", "fc3");
        Assert.That(Report()["layers"].GetRawText(), Is.EqualTo(fromPth));
    }
}
