using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary>Runs <c>render</c> in a temporary folder of each test.</summary>
public abstract class RenderFixture
{
    private TemporaryFolder _folder = null!;

    /// <summary>The folder in which the program runs; reports are saved to <c>out</c> there.</summary>
    private protected TemporaryFolder Folder => _folder;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>The path of a bundled image.</summary>
    private protected static string Bundled(string name) =>
        Path.Combine(ModelZoo.BundledFolder, "images", name + ".png");

    /// <summary>Renders fashion-lenet with these options.</summary>
    private protected ProcessOutcome Render(params IEnumerable<string> options) =>
        Succeed(["render", "--model", "fashion-lenet", "--out", "out", .. options]);

    /// <summary>Renders, with one line on stderr.</summary>
    private protected ProcessOutcome Noted(params IEnumerable<string> options)
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, ["render", "--model", "fashion-lenet", "--out", "out", .. options]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        return outcome;
    }

    /// <summary>Runs the program without a message on stderr.</summary>
    private protected ProcessOutcome Succeed(params IEnumerable<string> arguments) =>
        CliProcess.RunIn(_folder.Root, arguments).Succeeded();

    /// <summary>The report in <c>out</c>, or in a folder there.</summary>
    private protected RenderedReport Report(string name = "") => new(_folder.Root, "out", name);
}
