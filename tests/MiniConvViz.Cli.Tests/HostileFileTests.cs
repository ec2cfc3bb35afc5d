namespace MiniConvViz.Cli.Tests;

/// <summary>Files from strangers that ask for what makes no sense: one line, exit code 2 or 3.</summary>
public sealed class HostileFileTests
{
    private static readonly string[] InOrder = ["esc-names.onnx", "tapped_bits_differ.onnx"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("inspect")]
    [TestCase("bench", "--runs", "1")]
    [TestCase("export", "--input", "input.npy")]
    public void CollectedFile_EndsWithOneLine(string command, params string[] options)
    {
        string[] files = Directory.GetFiles(RepositoryFiles.Shared("cases", "hostile"), "*.onnx");
        using IDisposable scope = Assert.EnterMultipleScope();
        foreach (string file in files.Where(file => !InOrder.Contains(Path.GetFileName(file))))
        {
            ProcessOutcome outcome = CliProcess.RunIn(_folder.Root, [command, "--model", file, .. options]);

            Assert.That(outcome.ExitCode, Is.EqualTo(2).Or.EqualTo(3), file);
            outcome.IsRefused(outcome.ExitCode, Path.GetFileName(file));
        }
    }

    /// <summary>The header alone would take 1.2 GB; the process is given less.</summary>
    [Test]
    public void Render_PictureThatClaimsAHundredMillionPixels_IsRefusedWithoutTheirMemory()
    {
        string picture = _folder.Write("huge.png", BadInput.PngOfSize(13_000, 13_000));

        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "render", "--model", "fashion-resnet", "--image", picture, "--out", _folder.File("out"));

        outcome.IsRefused(2, "huge.png");
        Assert.That(Directory.Exists(_folder.File("out")), Is.False);
    }
}
