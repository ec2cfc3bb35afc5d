using System.Diagnostics;

namespace MiniConvViz.Cli.Tests;

/// <summary>A run that is killed leaves whole files or none.</summary>
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

    /// <summary>
    /// Python's pty gives the program a terminal, presses Ctrl-C once the progress bar has hidden the cursor, and
    /// prints whether it was shown again, and how the program ended.
    /// </summary>
    private const string Terminal =
        """
        import os, pty, select, signal, sys, time
        process, terminal = pty.fork()
        if process == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job ignores it
            os.execvp(sys.argv[1], sys.argv[1:])
        seen, sent, start = b"", False, time.time()
        while time.time() - start < 90:
            if select.select([terminal], [], [], 1)[0]:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                seen += part
            if not sent and b"\x1b[?25l" in seen:
                os.write(terminal, b"\x03")
                sent = True
        os.kill(process, signal.SIGKILL)
        status = os.waitpid(process, 0)[1]
        shown = seen.rfind(b"\x1b[?25h") > seen.rfind(b"\x1b[?25l")
        print("sent" if sent else "no bar", "shown" if shown else "hidden", os.waitstatus_to_exitcode(status))
        """;

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

        IEnumerable<string> command = CliProcess.CommandOf(
            CliProcess.Folder,
            [
                "render", "--model", "resnet18", "--weights", weights, "--image", folder.File("pictures"),
                "--out", folder.File("out"),
            ]);

        Assert.That(SystemPython.RunPlain(Terminal, ["dotnet", .. command]).Trim(), Is.EqualTo("sent shown -2"));
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
