namespace MiniConvViz.Tests;

public sealed class FileKindsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Of_Files_AreRegularWhateverTheirLength()
    {
        Assert.That(FileKinds.Of(_folder.Write("some", "text"u8)), Is.EqualTo(FileKind.Regular));
        Assert.That(FileKinds.Of(_folder.Write("empty", [])), Is.EqualTo(FileKind.Regular));
        Assert.That(FileKinds.Of(_folder.Root), Is.EqualTo(FileKind.Folder));
        Assert.That(FileKinds.Of(_folder.File("nothing")), Is.EqualTo(FileKind.Missing));
        Assert.That(FileKinds.Of(_folder.File("no folder/nothing")), Is.EqualTo(FileKind.Missing));
    }

    [Test]
    public void Of_Links_IsWhatTheyLeadTo()
    {
        _folder.Write("empty", []);
        File.CreateSymbolicLink(_folder.File("to file"), "empty");
        File.CreateSymbolicLink(_folder.File("to link"), "to file");
        File.CreateSymbolicLink(_folder.File("to nothing"), "nothing");
        Directory.CreateSymbolicLink(_folder.File("to folder"), _folder.Root);

        Assert.That(FileKinds.Of(_folder.File("to link")), Is.EqualTo(FileKind.Regular));
        Assert.That(FileKinds.Of(_folder.File("to nothing")), Is.EqualTo(FileKind.Missing));
        Assert.That(FileKinds.Of(_folder.File("to folder")), Is.EqualTo(FileKind.Folder));
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(10_000)]
    public void Of_PipesAndDevices_IsSpecialAndOpensNone()
    {
        string pipe = NamedPipe.Make(_folder, "pipe");
        File.CreateSymbolicLink(_folder.File("to pipe"), pipe);

        Assert.That(FileKinds.Of(pipe), Is.EqualTo(FileKind.Special));
        Assert.That(FileKinds.Of(_folder.File("to pipe")), Is.EqualTo(FileKind.Special));
        Assert.That(FileKinds.Of("/dev/null"), Is.EqualTo(FileKind.Special));
        Assert.That(FileKinds.Of("/dev/zero"), Is.EqualTo(FileKind.Special));
    }

    [Test]
    public void TargetOf_ACircleOfLinks_IsAnError()
    {
        File.CreateSymbolicLink(_folder.File("a"), _folder.File("b"));
        File.CreateSymbolicLink(_folder.File("b"), _folder.File("a"));

        Assert.That(() => FileKinds.TargetOf(_folder.File("a")), Throws.InstanceOf<IOException>());
    }
}
