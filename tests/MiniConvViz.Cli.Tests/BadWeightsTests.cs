namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Checkpoints that are damaged, of another model, or contain code: one line, exit code 2, nothing written.
/// </summary>
public sealed class BadWeightsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_WrongWeightsPath_IsRefused() => AssertRefused("nowhere.pth", "no such file");

    [Test]
    public void Render_FolderAsWeights_IsRefused()
    {
        Directory.CreateDirectory(_folder.File("weights"));
        AssertRefused("weights", "is a folder");
    }

    [Test]
    public void Render_EmptyWeights_IsRefused() => AssertRefused(_folder.Write("empty.pth", []), "0 bytes");

    [Test]
    public void Render_PictureAsWeights_IsRefused() =>
        AssertRefused(_folder.Write("picture.pth", BadInput.Bundled("images", "bag.png")), "picture.pth");

    [TestCase("fashion-lenet.pth")]
    [TestCase("fashion-lenet.safetensors")]
    public void Render_TruncatedWeights_IsRefused(string name)
    {
        byte[] whole = Trained(name);
        AssertRefused(_folder.Write(name, whole.AsSpan(0, whole.Length / 2)), "cut short");
    }

    [Test]
    public void Render_BitFlippedPth_IsRefused()
    {
        byte[] flipped = Trained("fashion-lenet.pth");
        flipped[flipped.Length / 2] ^= 0x10;
        AssertRefused(_folder.Write("flipped.pth", flipped), "checksum", "damaged");
    }

    [Test]
    public void Render_SafetensorsWithAFlippedHeader_IsRefused()
    {
        byte[] flipped = Trained("fashion-lenet.safetensors");
        flipped[20] ^= 0x10;
        AssertRefused(_folder.Write("flipped.safetensors", flipped), "header");
    }

    [Test]
    public void Render_CheckpointOfAnotherModel_ListsWhatDoesNotFit() => AssertRefused(
        RepositoryFiles.Get("weights", "fashion-resnet", "fashion-resnet.pth"),
        "does not fit fashion-lenet", "missing", "unexpected", "conv1.weight is [16,1,3,3], expected [16,1,5,5]");

    [TestCase("checkpoints", "os_system-zip.pth")]
    [TestCase("checkpoints", "os_system-legacy.pth")]
    [TestCase("checkpoints-2.6", "os_system-zip.pth")]
    public void Render_PickleThatCallsSomething_IsRefusedAndCallsNothing(string folder, string name) =>
        AssertRefused(
            RepositoryFiles.Golden(folder, name), "'posix.system'", "a pickle is never executed", "state_dict");

    [Test]
    public void Render_TorchScriptArchiveOfAnotherModel_ListsWhatDoesNotFit() => AssertRefused(
        RepositoryFiles.Golden("checkpoints", "torchscript.pt"), "does not fit fashion-lenet", "missing", "unexpected");

    [TestCase("module-zip.pth")]
    [TestCase("module-legacy.pth")]
    public void Render_WholePickledModule_IsRefusedWithTheRemedy(string name) => AssertRefused(
        RepositoryFiles.Golden("checkpoints", name), "whole pickled module", "torch.save(model.state_dict(), path)");

    [Test]
    public void Render_WeightsThatCannotBeRead_IsRefusedBeforeTheDeviceIsUsed() =>
        BadInput.AssertRefused(_folder, ["--weights", "nowhere.pth", "--image", "nowhere.png"], "nowhere.pth");

    [Test]
    public void Render_WeightsAloneOfNoKnownModel_NamesTheNearest()
    {
        RandomCheckpoint.Write(_folder.File("odd.safetensors"), "fashion-lenet", 10, leaveOut: "fc2");

        CliProcess.RunIn(_folder.Root, "render", "--weights", "odd.safetensors").IsRefused(
            2, "odd.safetensors: fits no model of the zoo; near it are fashion-lenet (8 tensors of 8 agree)",
            "--model NAME");
    }

    private static byte[] Trained(string name) =>
        File.ReadAllBytes(RepositoryFiles.Get("weights", "fashion-lenet", name));

    private void AssertRefused(string weights, params ReadOnlySpan<string> told) =>
        BadInput.AssertRefused(_folder, ["--weights", weights], [Path.GetFileName(weights), .. told]);
}
