namespace MiniConvViz.Cli.Tests;

/// <summary>Work of more than a second shows its progress in a terminal within the first second.</summary>
[Platform(Exclude = "Win")]
public sealed class ProgressTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("warming up", "bench --model fashion-resnet")]
    [TestCase("timing", "bench --model fashion-resnet --runs 20000")]
    [TestCase("drawing random weights", "bench --model vgg11 --random-weights 1 --runs 1")]
    [TestCase("examining reference", "devices --measure")]
    public void Command_ThatTakesLong_ReportsWhatItDoes(string said, string arguments) =>
        Assert.That(
            string.Join('\n', PseudoTerminal.Run(120, _folder.Root, arguments.Split(' '))), Does.Contain(said));

    [Test]
    public void Run_UnmeasuredWork_GivesItsResult() =>
        Assert.That(ProgressDisplay.Run("waiting", () => 42), Is.EqualTo(42));
}
