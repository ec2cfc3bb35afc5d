namespace MiniConvViz.Tests;

public sealed class AtomicFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("atomic").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Write_OverAnOldFile_ReplacesIt()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "a much longer old text");
        AtomicFile.Write(path, static stream => stream.Write("new"u8));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void Write_FailingHalfway_KeepsTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "old");
        Assert.That(
            () => AtomicFile.Write(path, static stream =>
            {
                stream.Write("half"u8);
                throw new InvalidOperationException("stop");
            }),
            Throws.InvalidOperationException);
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void Write_MissingFolder_ReportsWhichFile()
    {
        string path = Path.Combine(_folder, "none", "file");
        Assert.That(
            () => AtomicFile.Write(path, static stream => stream.WriteByte(1)),
            Throws.TypeOf<UnwritableOutputException>().With.Message.StartsWith(path));
    }

    [Test]
    public void Write_OverAFolder_IsRefusedAndTidied()
    {
        string path = Path.Combine(_folder, "folder");
        Directory.CreateDirectory(path);
        Assert.That(() => AtomicFile.Write(path, static stream => stream.WriteByte(1)),
            Throws.TypeOf<UnwritableOutputException>());
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public void Write_ThroughALink_ReplacesWhatItLeadsTo([Values] bool exists)
    {
        string target = Path.Combine(_folder, "sub", "target");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (exists)
        {
            File.WriteAllText(target, "old");
        }

        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Path.Combine("sub", "target"));

        AtomicFile.Write(link, static stream => stream.Write("new"u8));

        Assert.That(File.ReadAllText(target), Is.EqualTo("new"));
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(Path.Combine("sub", "target")));
        Assert.That(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), Has.Length.EqualTo(2));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Write_ToANamedPipe_ReachesItsReaderAndLeavesThePipe()
    {
        using TemporaryFolder folder = new();
        string pipe = NamedPipe.Make(folder, "pipe");
        Task<string> reading = Task.Run(() => File.ReadAllText(pipe));

        AtomicFile.Write(pipe, static stream => stream.Write("through"u8));

        Assert.That(await reading, Is.EqualTo("through"));
        Assert.That(FileKinds.Of(pipe), Is.EqualTo(FileKind.Special));
        Assert.That(folder.Names, Is.EqualTo(["pipe"]));
    }

    [Test]
    [Platform("Linux")]
    public void Write_ToADevice_LeavesTheDevice()
    {
        AtomicFile.Write("/dev/null", static stream => stream.Write("away"u8));

        Assert.That(FileKinds.Of("/dev/null"), Is.EqualTo(FileKind.Special));
    }

    [Test]
    public void Write_ToNoPathAtAll_IsRefusedInOneLine() => Assert.That(
        () => AtomicFile.Write("", static stream => stream.WriteByte(1)),
        Throws.TypeOf<UnwritableOutputException>().With.Message.Contains("cannot be written"));

    [Test]
    public void Write_OverAFolder_ReportsThatItIsOne() => Assert.That(
        () => AtomicFile.Write(_folder, static stream => stream.WriteByte(1)),
        Throws.TypeOf<UnwritableOutputException>()
            .With.Message.EqualTo($"{_folder}: cannot be written: it is a folder"));

    [Test]
    public void Write_LongestName_HasRoomForTheTemporaryOne()
    {
        string path = Path.Combine(_folder, new string('n', 255));
        AtomicFile.Write(path, static stream => stream.WriteByte(1));
        Assert.That(Directory.GetFiles(_folder), Is.EqualTo([path]));
    }

    [Test]
    public void Write_WhereAKilledProcessLeftFiles_DeletesThemAndNothingElse()
    {
        string left = Path.Combine(_folder, "boot.npz.7fffffff-1.miniconvviz-tmp");
        string other = Path.Combine(_folder, "notes.tmp");
        string held = Path.Combine(_folder, $"held.npz.{Environment.ProcessId:x}-1.miniconvviz-tmp");
        File.WriteAllText(left, "half");
        File.WriteAllText(other, "whole");
        File.WriteAllText(held, "half");
        File.SetLastWriteTimeUtc(held, DateTime.UtcNow.AddHours(-1));
        using FileStream writer = new(held, FileMode.Open, FileAccess.Write, FileShare.None);

        AtomicFile.Write(Path.Combine(_folder, "file"), static stream => stream.WriteByte(1));

        Assert.That(
            Directory.GetFiles(_folder).Select(Path.GetFileName),
            Is.EquivalentTo(["file", "notes.tmp", Path.GetFileName(held)]));
    }
}
