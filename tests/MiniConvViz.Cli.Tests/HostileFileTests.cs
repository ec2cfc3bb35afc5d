namespace MiniConvViz.Cli.Tests;

/// <summary>Files with impossible contents: one line, exit code 2 or 3.</summary>
public sealed class HostileFileTests
{
    private static readonly string[] InOrder = ["esc-names.onnx", "tapped_bits_differ.onnx"];

    private static readonly string Image = RepositoryFiles.Golden("images", "photo.png");

    private static IEnumerable<string[]> Commands =>
    [
        ["inspect"],
        ["bench", "--runs", "1"],
        ["export", "--format", "npz", "--image", Image],
        ["render", "--image", Image],
        ["statistics", "--image", Image],
        ["verify", "--reference", "missing.safetensors"],
    ];

    private static IEnumerable<TestCaseData> OnEveryDevice => On("", "reference", "cpu", "ilgpu-cpu");

    private static IEnumerable<TestCaseData> OnUsualDevices => On("", "ilgpu-cpu");

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>Every command, on every device that any machine has; hundreds of runs, in this process.</summary>
    [TestCaseSource(nameof(OnEveryDevice))]
    public void CollectedFile_EveryCommandAndDevice_EndsWithOneLine(string[] command, string device) =>
        AssertRefused(command, device, arguments => OwnProcess.Run([.. arguments]));

    /// <summary>The same in processes of their own, which shows messages of the runtime itself.</summary>
    [TestCase("inspect")]
    [TestCase("bench", "--runs", "1")]
    [TestCase("export", "--input", "input.npy")]
    public void CollectedFile_EndsWithOneLine(string command, params string[] options) => AssertRefused(
        [command, .. options], device: "", arguments => CliProcess.RunIn(_folder.Root, arguments));

    [Category("Exhaustive")]
    [TestCaseSource(nameof(OnUsualDevices))]
    public void CollectedFile_EveryCommandAndDevice_EndsTheProcessWithOneLine(string[] command, string device) =>
        AssertRefused(command, device, arguments => CliProcess.RunIn(_folder.Root, arguments));

    /// <summary>Valid files are computed, or refused in one line, by every command and device.</summary>
    [Test]
    public void CollectedFileInOrder_EveryCommandAndDevice_IsDoneOrRefusedInOneLine(
        [ValueSource(nameof(Commands))] string[] command,
        [Values("reference", "cpu")] string device)
    {
        foreach (string file in InOrder)
        {
            string model = Path.Combine(RepositoryFiles.Shared("cases", "hostile"), file);
            ProcessOutcome outcome = OwnProcess.Run([.. ArgumentsFor(command, device, model)]);
            if (outcome.ExitCode is not (0 or 1))
            {
                outcome.IsRefused(outcome.ExitCode);
            }
        }
    }

    /// <summary>Every command on these devices; <c>inspect</c> takes none.</summary>
    private static IEnumerable<TestCaseData> On(params string[] devices) =>
        from command in Commands
        from device in devices
        where device.Length == 0 || command[0] != "inspect"
        select new TestCaseData(command, device).SetArgDisplayNames(command[0], device);

    private void AssertRefused(string[] command, string device, Func<IEnumerable<string>, ProcessOutcome> run)
    {
        string[] files = Directory.GetFiles(RepositoryFiles.Shared("cases", "hostile"), "*.onnx");
        using IDisposable scope = Assert.EnterMultipleScope();
        foreach (string file in files.Where(file => !InOrder.Contains(Path.GetFileName(file))))
        {
            ProcessOutcome outcome = run(ArgumentsFor(command, device, file));

            Assert.That(outcome.ExitCode, Is.EqualTo(2).Or.EqualTo(3), file);
            outcome.IsRefused(outcome.ExitCode, Path.GetFileName(file));
        }
    }

    private IEnumerable<string> ArgumentsFor(string[] command, string device, string model)
    {
        string[] onDevice = device.Length == 0 ? [] : ["--device", device];
        string[] output = command[0] is "render" or "export" ? ["--out", _folder.File("out")] : [];
        return [.. command, "--model", model, .. onDevice, .. output];
    }

    /// <summary>The header alone would take 1.2 GB; the process has less.</summary>
    [Test]
    public void Render_ImageThatClaimsAHundredMillionPixels_IsRefusedWithoutTheirMemory()
    {
        string image = _folder.Write("huge.png", BadInput.PngOfSize(13_000, 13_000));

        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "render", "--model", "fashion-resnet", "--image", image, "--out", _folder.File("out"));

        outcome.IsRefused(2, "huge.png");
        Assert.That(Directory.Exists(_folder.File("out")), Is.False);
    }
}
