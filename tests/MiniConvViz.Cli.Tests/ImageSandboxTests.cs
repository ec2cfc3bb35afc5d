using MiniConvViz.Imaging;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>--sandbox</c>: images are decoded in another process.</summary>
public sealed class ImageSandboxTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("photo.png", false, Gray16.Clip)]
    [TestCase("gray-16bit.png", false, Gray16.Scale)]
    [TestCase("gray-16bit.png", false, Gray16.Clip)]
    [TestCase("jpeg-orientation-6.jpg", true, Gray16.Clip)]
    [TestCase("gif.gif", false, Gray16.Clip)]
    [TestCase("webp-lossless.webp", false, Gray16.Clip)]
    public void Read_InAnotherProcess_GivesTheSamePixels(string name, bool exif, Gray16 gray16)
    {
        string path = RepositoryFiles.Golden("images", name);
        RgbImage expected = ImageReader.Read(path, exif, gray16);

        RgbImage image = ThisProgram().Read(path, exif, gray16);

        Assert.That((image.Width, image.Height), Is.EqualTo((expected.Width, expected.Height)));
        Assert.That(image.ClippedPixels, Is.EqualTo(expected.ClippedPixels));
        Assert.That(image.Pixels, Is.EqualTo(expected.Pixels));
    }

    [Test]
    public void Read_DamagedImage_ReportsWhatThisProcessWouldSay()
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("images", "rgb.png"));
        string path = _folder.Write("cut.png", whole.AsSpan(0, whole.Length / 2));
        string expected = MessageOf(() => ImageReader.Read(path));

        Assert.That(MessageOf(() => ThisProgram().Read(path, false, Gray16.Clip)), Is.EqualTo(expected));
    }

    [TestCase("kill -SEGV $$", "cat.png: the process that decodes it ended with exit code 139; ")]
    [TestCase("kill -ABRT $$", "cat.png: the process that decodes it ended with exit code 134; ")]
    [TestCase("exit 0", "cat.png: the process that decodes it ended with exit code 0; ")]
    [TestCase("head -c 100 /dev/zero", "cat.png: the process that decodes it ended with exit code 0; ")]
    [TestCase("head -c 100 /dev/urandom; exit 3", "cat.png: the process that decodes it ended with exit code 3; ")]
    [TestCase("head -c 12 /dev/zero | tr '\\0' '\\1'", "cat.png: the process that decodes it ended with exit code 0; ")]
    [TestCase("sleep 100", "cat.png: is not decoded after 0.5 s; ")]
    [TestCase("yes", "cat.png: the process that decodes it ended with exit code 1; ")]
    [Platform("Linux")]
    public void Read_ProcessThatCrashesOrHangsOrLies_IsOneLine(string script, string told)
    {
        TimeSpan patience = script.StartsWith("sleep", StringComparison.Ordinal) ? TimeSpan.FromSeconds(0.5) : Patience;
        ImageSandbox sandbox = new(["bash", "-c", script], patience);

        Assert.That(
            MessageOf(() => sandbox.Read("cat.png", false, Gray16.Clip)),
            Is.EqualTo(told + "the file is damaged, or made to crash decoders"));
    }

    [TestCase("render", "--out", "out")]
    [TestCase("export", "--out", "maps.npz")]
    [TestCase("statistics")]
    public void Sandbox_EveryCommandThatTakesImages_WorksAndRefusesAsWithout(string command, params string[] options)
    {
        string good = RepositoryFiles.Golden("images", "photo.png");
        string bad = _folder.Write("bad.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]);
        string[] words = [command, "--model", "fashion-lenet", .. options, "--image"];

        ProcessOutcome without = CliProcess.StartIn(_folder.Root, [.. words, good]);
        ProcessOutcome with = CliProcess.StartIn(_folder.Root, [.. words, good, "--sandbox"]);
        Assert.That(with, Is.EqualTo(without.Succeeded()));

        ProcessOutcome refused = CliProcess.StartIn(_folder.Root, [.. words, bad, "--sandbox"]);
        refused.IsRefused(2, "bad.jpg");
        Assert.That(refused.Error, Is.EqualTo(CliProcess.StartIn(_folder.Root, [.. words, bad]).Error));
    }

    /// <summary>The program in the tests' folder; the tests' own process is another program.</summary>
    private static ImageSandbox ThisProgram() =>
        new(["dotnet", .. CliProcess.CommandOf(CliProcess.Folder, [DecodeCommand.Name])], Patience);

    private static string MessageOf(Action action) => Assert.Throws<UnreadableInputException>(() => action())!.Message;
}
