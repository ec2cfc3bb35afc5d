using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>--partial</c>, <c>--stem</c> and what <c>inspect --weights</c> says of a network in no zoo.</summary>
public sealed class OtherCheckpointTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Export_PartOfANetwork_WritesWhatExistsAndSaysWhatDoesNot()
    {
        RandomCheckpoint.Write(_folder.File("part.safetensors"), "fashion-lenet", 10, leaveOut: "fc2");
        ProcessOutcome result = CliProcess.RunIn(
            _folder.Root, "export", "--model", "fashion-lenet", "--weights", "part.safetensors", "--partial", "--out",
            "out.npz", "--device", "cpu");

        Assert.That(result.ExitCode, Is.EqualTo(0), result.Error);
        Assert.That(result.Error, Does.Contain("2 missing (fc2.weight, fc2.bias)"));
        Assert.That(result.Error, Does.Contain("fashion-lenet ends at relu3; 3 of its 13 nodes do not exist"));
        Assert.That(TensorFile.Read(_folder.File("out.npz") + ":relu3").Shape, Is.EqualTo(Shape.Create([1, 120])));
    }

    [Test]
    public void Inspect_NetworkInNoZoo_SaysHowToExportIt()
    {
        SafeTensorsWriter.Write(
            _folder.File("odd.safetensors"), [KeyValuePair.Create("first.weight", new Tensor([8, 4, 3, 3]))]);
        ProcessOutcome result = CliProcess.RunIn(_folder.Root, "inspect", "--weights", "odd.safetensors");

        Assert.That(result.ExitCode, Is.EqualTo(0), result.Error);
        Assert.That(result.Output, Does.Contain(
            "import torch; import safetensors.torch; model = YourNetwork(); "
            + "model.load_state_dict(safetensors.torch.load_file(\"odd.safetensors\"))"));
        Assert.That(result.Output, Does.Contain(
            "torch.onnx.export(model.eval(), torch.zeros(1, 4, 224, 224), \"odd.onnx\", input_names=[\"input\"])"));
    }

    [Test]
    public void Inspect_StemThatIsNone_IsRefused() => CliProcess.RunIn(
        _folder.Root, "inspect", "--model", "resnet18", "--stem", "3").IsRefused(
            2, "--stem takes KERNEL/STRIDE or KERNEL/STRIDE+pool, such as 3/1 or 7/2+pool, got '3'.");
}
