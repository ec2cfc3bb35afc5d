using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>--model net.json</c> and <c>--random-weights</c>.</summary>
public sealed class DescribedNetworkTests
{
    private static readonly string Tutorial = RepositoryFiles.Get("docs/examples/tutorial.json");

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Verify_DescribedNetworkWithItsCheckpoint_IsPyTorchs()
    {
        string goldens = RepositoryFiles.Get("tests/goldens/own-networks");
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "verify", "--model", Tutorial, "--weights", Path.Combine(goldens, "tutorial.pth"), "--reference",
            Path.Combine(goldens, "tutorial.safetensors"), "--json").Succeeded();
        JsonElement json = outcome.Json();
        Assert.That(json.GetProperty("withinRounding").GetInt32(), Is.EqualTo(12));
        Assert.That(json.GetProperty("wrong").GetInt32(), Is.Zero);
    }

    [Test]
    public void Inspect_DescribedNetworkWithoutWeights_HasItsShapes()
    {
        ProcessOutcome outcome = CliProcess.RunIn(_folder.Root, "inspect", "--model", Tutorial, "--json").Succeeded();
        JsonElement last = outcome.Json().GetProperty("nodes").EnumerateArray().Last();
        Assert.That(last.GetProperty("name").GetString(), Is.EqualTo("fc3"));
        Assert.That(
            last.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()), Is.EqualTo(new[] { 1, 10 }));
    }

    [Test]
    public void Render_RandomWeights_DrawsAndNotesThem()
    {
        CliProcess.RunIn(
            _folder.Root, "render", "--model", "fashion-lenet", "--random-weights", "3", "--layers", "conv1", "--out", "a")
            .Succeeded();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_folder.File("a/index.json")));
        Assert.That(report.RootElement.GetProperty("weights").GetString(), Is.EqualTo("random weights, seed 3"));
        Assert.That(File.Exists(_folder.File("a/conv1.png")));
    }

    [Test]
    public void Render_DescribedNetworkWithoutWeights_ReportsWhatIsMissing() =>
        CliProcess.RunIn(_folder.Root, "render", "--model", Tutorial, "--image", Sneaker)
            .IsRefused(2, "tutorial needs weights: ");

    [Test]
    public void Render_RandomWeightsBesideWeights_IsRefused() =>
        CliProcess.RunIn(_folder.Root, "render", "--model", "resnet18", "--weights", "x.pth", "--random-weights", "1",
                "--image", Sneaker)
            .IsRefused(2,
                "--random-weights takes the place of a file's weights; leave it out, or leave out the file.");

    private static string Sneaker => Path.Combine(CliProcess.Folder, "models", "images", "sneaker.png");
}
