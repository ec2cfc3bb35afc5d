namespace MiniConvViz.Cli.Tests;

/// <summary>
/// A disk that is full, a file that may not grow, a folder that may not be written to, no home: one line, and no
/// incomplete files.
/// </summary>
[Platform("Linux")]
[Category("Exhaustive")]
public sealed class FullDiskTests
{
    /// <summary>By default .NET maps its code through a file, and would not start.</summary>
    private const string SmallFiles = "export DOTNET_EnableWriteXorExecute=0; ulimit -f 8; ";

    private const string FullDisk = "mkdir disk && mount -t tmpfs -o size=40k none disk; ";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("render --model fashion-resnet --out disk/out")]
    [TestCase("export --model fashion-resnet --out disk/maps.npz")]
    [TestCase("export --model fashion-resnet --out disk/maps.safetensors")]
    [TestCase("export --model fashion-resnet --format npy --out disk/out")]
    public void FullDisk_IsReportedInOneLineAndNothingIsHalfWritten(string command)
    {
        ProcessOutcome outcome = Shell.RunWithMounts(
            _folder.Root, FullDisk + $"miniconvviz {command} 1>&2; code=$?; find disk -type f; exit $code");

        (outcome with { Output = "" }).IsRefused(2, "No space left on device");
        Assert.That(outcome.Output, Does.Not.Contain("miniconvviz-tmp").And.Not.Contain("maps"));
        Assert.That(outcome.Output, Does.Not.Contain("index."));
    }

    [Test]
    public void FullDisk_VerifyHtml_IsReportedInOneLine()
    {
        CliProcess.RunIn(_folder.Root, "export", "--model", "fashion-lenet", "--out", "r.safetensors").Succeeded();
        ProcessOutcome outcome = Shell.RunWithMounts(
            _folder.Root,
            FullDisk + "head -c 38000 /dev/zero > disk/x; "
            + "miniconvviz verify --model fashion-lenet --reference r.safetensors --html disk/out");

        outcome.IsRefused(2, "No space left on device");
    }

    /// <summary>Where a verdict on a GPU cannot be stored, the run does not fail.</summary>
    [Test]
    public void FullDisk_UsersData_RunsAllTheSame()
    {
        ProcessOutcome outcome = Shell.RunWithMounts(
            _folder.Root,
            "mkdir disk && mount -t tmpfs -o size=4k none disk; head -c 4096 /dev/zero > disk/x; "
            + "XDG_DATA_HOME=$PWD/disk miniconvviz render --model fashion-lenet --device ilgpu-cpu --layers conv1");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
    }

    /// <summary>The shell opens the file, but the program reports that its output was not written.</summary>
    [TestCase("statistics --model fashion-lenet --json")]
    [TestCase("inspect --model fashion-lenet")]
    [TestCase("devices")]
    [TestCase("--help")]
    public void FullDisk_Stdout_IsReportedInOneLine(string command) => Shell
        .Run(_folder.Root, $"miniconvviz {command} > /dev/full")
        .IsRefused(2, "No space left on device");

    [TestCase("render --model fashion-resnet --out out")]
    [TestCase("export --model fashion-resnet --out maps.npz")]
    public void FileThatMayNotGrow_IsReportedInOneLineAndNothingIsHalfWritten(string command)
    {
        ProcessOutcome outcome = Shell.Run(_folder.Root, $"{SmallFiles}miniconvviz {command}");

        outcome.IsRefused(2, "cannot be written");
        Assert.That(FolderContents.Of(_folder.Root).Unfinished, Is.Empty);
        Assert.That(FolderContents.Of(_folder.Root).Names, Has.None.Contains("maps").And.None.Contains("index."));
    }

    [TestCase("render --model fashion-lenet --out disk/out", "disk/out: the folder cannot be created: ")]
    [TestCase("render --model fashion-lenet --out disk", "disk: cannot be written: ")]
    [TestCase("export --model fashion-lenet --out disk/maps.npz", "disk/maps.npz: cannot be written: ")]
    [TestCase("export --model fashion-lenet --format npy --out disk/out", "disk/out: the folder cannot be created: ")]
    public void ReadOnlyFolder_IsReportedInOneLine(string command, string told) => Shell
        .RunWithMounts(_folder.Root, $"mkdir disk && mount -t tmpfs -o ro none disk; miniconvviz {command}")
        .IsRefused(2, told, "Read-only file system");

    [TestCase("env -u HOME -u XDG_DATA_HOME")]
    [TestCase("env -u XDG_DATA_HOME HOME=/dev/null")]
    public void NoHome_RunsAllTheSame(string environment)
    {
        string program = string.Join(' ', CliProcess.CommandOf(CliProcess.Folder, []));
        Shell.Run(
            _folder.Root,
            $"{environment} dotnet {program} render --model fashion-lenet --device ilgpu-cpu --layers conv1")
            .Succeeded();
        Assert.That(File.Exists(_folder.File("feature-maps/index.html")));
    }
}
