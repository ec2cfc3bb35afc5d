using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>--partial</c>, <c>--stem</c> and <c>inspect --weights</c> of a network that is not in the zoo.</summary>
public sealed class OtherCheckpointTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Export_PartOfANetwork_WritesWhatExistsAndReportsWhatDoesNot()
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
    public void Statistics_PartOfANetwork_AreThoseOfWhatExists()
    {
        RandomCheckpoint.Write(_folder.File("part.safetensors"), "fashion-lenet", 10, leaveOut: "fc2");
        ProcessOutcome result = CliProcess.RunIn(
            _folder.Root, "statistics", "--weights", "part.safetensors", "--partial", "--json", "--device", "cpu",
            "--image", Path.Combine(ModelZoo.BundledFolder, "images", "bag.png"));

        Assert.That(result.ExitCode, Is.EqualTo(0), result.Error);
        Assert.That(result.Error, Does.Contain("took it for fashion-lenet, with which most tensors agree"));
        Assert.That(result.Error, Does.Contain("fashion-lenet ends at relu3; 3 of its 13 nodes do not exist"));
        Assert.That(
            result.Json().GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("node").GetString()),
            Is.EqualTo(["x", "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "fc1", "relu3"]));
    }

    /// <summary>Nodes that are only in the reference are named; the others are judged.</summary>
    [Test]
    public void Verify_PartOfANetwork_ComparesWhatExists()
    {
        StateDict whole = StateDict.Read(ModelZoo.BundledWeights(ModelZoo.Find("fashion-resnet")));
        SafeTensorsWriter.Write(_folder.File("part.safetensors"), whole.Tensors
            .Where(tensor => !tensor.Name.StartsWith("fc.", StringComparison.Ordinal))
            .Select(tensor => KeyValuePair.Create(tensor.Name, tensor.ToTensor())));
        ProcessOutcome result = CliProcess.RunIn(
            _folder.Root, "verify", "--model", "fashion-resnet", "--weights", "part.safetensors", "--partial",
            "--reference", RepositoryFiles.Get("weights", "fashion-resnet", "reference.safetensors"));

        Assert.That(result.ExitCode, Is.EqualTo(0), result.Error);
        Assert.That(result.Error, Does.Contain("fashion-resnet ends at flatten; 1 of its 53 nodes do not exist"));
        Assert.That(result.Output, Does.Contain("not in the network: fc" + Environment.NewLine));
        Assert.That(result.Output, Does.Contain("51 within rounding, 0 suspicious, 0 wrong"));
    }

    [Test]
    public void Render_FolderWithNamesOfClasses_SaysThem()
    {
        RandomCheckpoint.Write(_folder.File("model.safetensors"), "fashion-lenet", 2);
        _folder.Write("config.json", """{"id2label": {"0": "cat", "1": "dog"}}"""u8);
        string output = CliProcess.RunIn(
            _folder.Root, "render", "--weights", ".", "--layers", "fc2", "--device", "cpu", "--out", "out", "--image",
            Path.Combine(ModelZoo.BundledFolder, "images", "bag.png")).Succeeded().Output;
        Assert.That(output, Does.Match("bag.png: (cat [0-9.]+ %, dog|dog [0-9.]+ %, cat) [0-9.]+ %"));
    }

    [Test]
    public void Inspect_NetworkInNoZoo_ReportsHowToExportIt()
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
