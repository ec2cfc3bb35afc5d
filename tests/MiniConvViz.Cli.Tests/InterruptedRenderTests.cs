using System.Diagnostics;

namespace MiniConvViz.Cli.Tests;

/// <summary>A run that is killed leaves complete files or none.</summary>
public sealed class InterruptedRenderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public void Render_Killed_LeavesNoHalfWrittenPicture([Values(1, 5, 20)] int picturesBefore)
    {
        using TemporaryFolder folder = new();
        string weights = RandomCheckpoint.Write(folder.File("random.safetensors"), "resnet18", 1000);
        string output = folder.File("out");
        string[] arguments =
        [
            "render", "--model", "resnet18", "--weights", weights, "--out", output,
            "--image", RepositoryFiles.Golden("images", "photo.png"),
        ];

        IEnumerable<string> command = CliProcess.CommandOf(CliProcess.Folder, arguments);
        using (Process process = ChildProcess.Start("dotnet", command, folder.Root))
        {
            KillAfter(process, () => PicturesIn(output).Length >= picturesBefore);
        }

        Assert.That(PicturesIn(output), Has.Length.GreaterThanOrEqualTo(picturesBefore));
        foreach (string picture in PicturesIn(output))
        {
            PngFile.AssertDecodes(picture);
        }

        Assert.That(File.Exists(Path.Combine(output, "index.html")), Is.False, "it names pictures that are not there");
        Assert.That(File.Exists(Path.Combine(output, "index.json")), Is.False, "it names pictures that are not there");
    }

    [Test]
    [Platform("Linux")]
    public void Render_CtrlC_GivesTheCursorBack()
    {
        using TemporaryFolder folder = new();
        string weights = RandomCheckpoint.Write(folder.File("random.safetensors"), "resnet18", 1000);
        Directory.CreateDirectory(folder.File("pictures"));
        for (int i = 0; i < 200; i++)
        {
            File.CreateSymbolicLink(folder.File($"pictures/{i}.png"), RepositoryFiles.Golden("images", "photo.png"));
        }

        (string end, _) = PseudoTerminal.PressCtrlC(
            "drawing",
            presses: 1,
            folder.Root,
            "render", "--model", "resnet18", "--weights", weights, "--image", "pictures", "--out", "out");

        Assert.That(end, Is.EqualTo("alive, shown, 130"));
    }

    private static void KillAfter(Process process, Func<bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition() && !process.HasExited && watch.Elapsed < Patience)
        {
            Thread.Sleep(1);
        }

        Assert.That(process.HasExited, Is.False, "it was done, or failed, before it could be interrupted");
        process.Kill();
        process.WaitForExit();
    }

    private static string[] PicturesIn(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.png") : [];
}
