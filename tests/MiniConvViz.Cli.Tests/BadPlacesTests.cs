using System.Diagnostics;

namespace MiniConvViz.Cli.Tests;

/// <summary>Pipes, devices, links and roots in place of files, for reading and for writing.</summary>
public sealed class BadPlacesTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("--weights")]
    [TestCase("--image")]
    [TestCase("--input")]
    public void Render_NamedPipeAsInput_IsRefusedAtOnce(string option)
    {
        NamedPipe.Make(_folder, "pipe");
        BadInput.AssertRefused(
            _folder, [option, "pipe"], "pipe: is a pipe or a device", "save what it gives to a file");
    }

    [TestCase("--weights", "/dev/zero")]
    [TestCase("--image", "/dev/null")]
    [TestCase("--input", "/dev/null")]
    [Platform("Linux")]
    public void Render_DeviceAsInput_IsRefused(string option, string device) =>
        BadInput.AssertRefused(_folder, [option, device], $"{device}: is a pipe or a device");

    [TestCase("--weights")]
    [TestCase("--image")]
    [TestCase("--input")]
    [Platform("Linux")]
    public void Render_ProcessSubstitution_IsRefused(string option)
    {
        string program = string.Join(' ', CliProcess.CommandOf(CliProcess.Folder, []));

        ProcessOutcome outcome = ChildProcess.Run(
            "bash",
            ["-c", $"dotnet {program} render --model fashion-lenet {option} <(echo hello)"],
            _folder.Root,
            TimeSpan.FromSeconds(60));

        outcome.IsRefused(2, "is a pipe or a device");
    }

    [TestCase("render", "--weights", "")]
    [TestCase("render", "--image", "")]
    [TestCase("render", "--input", "")]
    [TestCase("render", "--out", "")]
    [TestCase("export", "--out", "")]
    [TestCase("export", "--out", " ")]
    public void EmptyPath_IsRefused(string command, string option, string path) =>
        CliProcess.RunIn(_folder.Root, command, "--model", "fashion-lenet", option, path).IsRefused(2);

    [Test]
    [Platform("Linux")]
    public void Export_OverTheRoot_IsRefused() => CliProcess
        .RunIn(_folder.Root, "export", "--model", "fashion-lenet", "--out", "/")
        .IsRefused(2, "/: cannot be written: it is a folder");

    [Test]
    [Platform("Linux")]
    public void Export_ToAFullDevice_IsRefusedAndTheDeviceStays()
    {
        CliProcess.RunIn(_folder.Root, "export", "--model", "fashion-lenet", "--out", "/dev/full")
            .IsRefused(2, "/dev/full: cannot be written");
        Assert.That(FileKinds.Of("/dev/full"), Is.EqualTo(FileKind.Special));
    }

    [Test]
    public void Export_ThroughALink_ReplacesItsTarget()
    {
        File.CreateSymbolicLink(_folder.File("link.npz"), "real.npz");

        CliProcess.RunIn(_folder.Root, "export", "--model", "fashion-lenet", "--out", "link.npz").Succeeded();

        Assert.That(new FileInfo(_folder.File("link.npz")).LinkTarget, Is.EqualTo("real.npz"));
        Assert.That(new FileInfo(_folder.File("real.npz")).Length, Is.GreaterThan(0));
        Assert.That(_folder.Names, Is.EquivalentTo(["link.npz", "real.npz"]));
    }

    /// <summary>A run that is killed while it writes leaves a temporary file; the next run deletes it.</summary>
    [Test]
    [Platform("Linux")]
    public void Render_AfterAKilledRun_SweepsWhatItLeft()
    {
        string output = _folder.File("out");
        string[] arguments = ["render", "--model", "fashion-lenet", "--out", output];
        Directory.CreateDirectory(output);
        string left = Path.Combine(output, "conv1.png.7ffffffe-3.miniconvviz-tmp");
        File.WriteAllText(left, "half a picture");

        CliProcess.RunIn(_folder.Root, arguments).Succeeded();

        Assert.That(Directory.GetFiles(output, "*.miniconvviz-tmp"), Is.Empty);
        Assert.That(File.Exists(Path.Combine(output, "conv1.png")));
    }
}
