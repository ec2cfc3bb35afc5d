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
    public void Write_MissingFolder_SaysWhichFile()
    {
        string path = Path.Combine(_folder, "none", "file");
        Assert.That(
            () => AtomicFile.Write(path, static stream => stream.WriteByte(1)),
            Throws.TypeOf<UnreadableInputException>().With.Message.StartsWith(path));
    }

    [Test]
    public void Write_OverAFolder_IsRefusedAndTidied()
    {
        string path = Path.Combine(_folder, "folder");
        Directory.CreateDirectory(path);
        Assert.That(() => AtomicFile.Write(path, static stream => stream.WriteByte(1)),
            Throws.TypeOf<UnreadableInputException>());
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }
}
