using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>The variant of a network by a checkpoint's shapes, assumptions, and networks that lack weights.</summary>
public sealed class CheckpointVariantTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(1, "conv1.weight takes 1 channel: images go in as grey, normalised with the averages of the usual mean "
        + "0.449 and deviation 0.226; give the mean and std for others")]
    [TestCase(4, "conv1.weight takes 4 channels, which no image has: give tensors")]
    [TestCase(12, "conv1.weight takes 12 channels, which no image has: give tensors")]
    public void OtherChannels_AreFollowedAndReported(int channels, string expected)
    {
        FittingCheckpoint fitting = Fit(Write(("conv1.weight", [64, channels, 7, 7])));

        Assert.That(ModelZoo.VariantOf(fitting).Assumptions, Is.EqualTo([expected]));
        Network network = ModelZoo.Load(fitting);
        Assert.That(network.Card.Channels, Is.EqualTo(channels));
        Assert.That(network.ExampleShapes[0], Is.EqualTo(Shape.Create([1, channels, 224, 224])));
    }

    [Test]
    public void SmallKernel_IsCifarsByDefault()
    {
        FittingCheckpoint fitting = Fit(Write(("conv1.weight", [64, 3, 3, 3])));

        NetworkVariant variant = ModelZoo.VariantOf(fitting);
        Assert.That(variant.Stem, Is.EqualTo(Stem.Cifar));
        Assert.That(variant.Assumptions, Is.EqualTo(
        [
            "conv1.weight is 3x3: a stride of 1 and no max-pool after it are assumed, as for images of 32x32; "
            + "give the stem 3/2+pool or 3/1+pool for another",
        ]));
        Network network = ModelZoo.Load(fitting, variant);
        Assert.That(network.Nodes.Select(node => node.Name), Has.No.Member("maxpool"));
        Assert.That(
            network.InferShapes([1, 3, 32, 32])[network["layer1.0.conv1"].Index].ToString(),
            Is.EqualTo("[1,64,32,32]"));

        NetworkVariant said = ModelZoo.VariantOf(fitting, stem: Stem.Parse("3/2+pool"));
        Assert.That(said.Assumptions, Is.Empty);
        Network halved = ModelZoo.Load(fitting, said);
        Assert.That(
            halved.InferShapes([1, 3, 32, 32])[halved["layer1.0.conv1"].Index].ToString(),
            Is.EqualTo("[1,64,8,8]"));
    }

    [TestCase("7/2+pool", "7/2+pool")]
    [TestCase("3/1", "3/1")]
    [TestCase("3/3", null)]
    [TestCase("4/1", null)]
    [TestCase("3", null)]
    [TestCase("3/1+pools", null)]
    [TestCase("-3/1", null)]
    public void Stem_Parse_ReadsKernelStrideAndPool(string text, string? expected) =>
        Assert.That(Stem.Parse(text)?.ToString(), Is.EqualTo(expected));

    [Test]
    public void FitPartly_MissingAndMisshapenTensors_LeaveOutWhatTheyFeed()
    {
        StateDict checkpoint = Write(("layer4.1.conv2.weight", null), ("fc.weight", [7, 100]), ("extra", [1]));
        Assert.That(ModelZoo.Fitting(checkpoint), Is.Empty);

        FittingCheckpoint fitting = ModelZoo.FitPartly(checkpoint);
        Assert.That(fitting.Architecture.Name, Is.EqualTo("resnet18"));
        Network network = ModelZoo.Load(fitting);
        Assert.That(network.Output.Name, Is.EqualTo("layer4.1.relu"));
        Assert.That(network.Nodes.Select(node => node.Index), Is.EqualTo(Enumerable.Range(0, network.Nodes.Count)));
        Assert.That(network.Warnings, Is.EqualTo(
        [
            "1 missing (layer4.1.conv2.weight); 1 unexpected (extra); 1 of another shape (fc.weight is [7,100], "
            + "expected [7,512])",
            "resnet18 ends at layer4.1.relu; 7 of its 70 nodes do not exist, for their weights or those of what feeds "
            + "them are missing: layer4.1.conv2, layer4.1.bn2, layer4.1.add, ...",
        ]));
    }

    [Test]
    public void FitPartly_MissingInTheMiddle_KeepsTheOtherBranchAsAnEnd()
    {
        Network network = ModelZoo.Load(ModelZoo.FitPartly(Write(("layer3.0.conv1.weight", null))));
        Assert.That(network.Outputs.Select(node => node.Name), Is.EqualTo(["layer3.0.downsample.1"]));
        Assert.That(
            network.Nodes.Select(node => node.Name),
            Has.No.Member("layer3.0.conv1").And.No.Member("layer4.0.conv1"));
    }

    [Test]
    public void FitPartly_UnderAPrefix_FindsIt()
    {
        StateDict whole = Write(("layer4.1.conv2.weight", null));
        string path = _folder.File("prefixed.safetensors");
        SafeTensorsWriter.Write(
            path,
            [.. whole.Tensors.Select(tensor => KeyValuePair.Create("net.body." + tensor.Name, tensor.ToTensor()))]);
        Network network = ModelZoo.Load(ModelZoo.FitPartly(StateDict.Read(path), ModelZoo.Find("resnet18")));
        Assert.That(network.Output.Name, Is.EqualTo("layer4.1.relu"));
    }

    [Test]
    public void FitPartly_WithoutTheFirstLayer_IsRefused()
    {
        FittingCheckpoint fitting = ModelZoo.FitPartly(Write(("conv1.weight", null)));
        Assert.That(
            Assert.Throws<NetworkException>(() => ModelZoo.Load(fitting))!.Message,
            Is.EqualTo("resnet18: nothing of it can be computed, for its first layer has no weights"));
    }

    [Test]
    public void FitPartly_NothingInCommon_IsRefused()
    {
        string path = _folder.File("odd.safetensors");
        SafeTensorsWriter.Write(path, [KeyValuePair.Create("odd", new Tensor([1]))]);
        Assert.That(
            Assert.Throws<NetworkException>(() => ModelZoo.FitPartly(StateDict.Read(path)))!.Message,
            Is.EqualTo($"{path}: no tensor has a name and shape of any model of the zoo; is this the checkpoint of "
                + "another model?"));
    }

    [Test]
    public void PythonExport_FitsKeysPrefixesAndTheFirstLayer()
    {
        PickleBytesOfDict(out string path);
        Assert.That(PythonExport.For(StateDict.Read(path)), Is.EqualTo(
        [
            "import torch; model = YourNetwork(); model.load_state_dict({k.removeprefix(\"module.\"): v for k, v in "
            + "torch.load(\"net.pth\", map_location=\"cpu\")[\"state_dict\"].items()})",
            "torch.onnx.export(model.eval(), torch.zeros(1, 2), \"net.onnx\", input_names=[\"input\"])",
        ]));
    }

    private void PickleBytesOfDict(out string path)
    {
        byte[] pickle = Formats.PickleBytes.Protocol2().Op("}").Text("state_dict").Op("}").Text("module.fc.weight")
            .Tensor(2, 0, [1, 2], [2, 1]).Op("ss.").ToArray();
        path = _folder.Write("net.pth", Formats.HandMade.Zip(pickle, 1, 2));
    }

    private static FittingCheckpoint Fit(StateDict checkpoint)
    {
        Architecture architecture = ModelZoo.Recognise(checkpoint);
        Assert.That(architecture.Name, Is.EqualTo("resnet18"));
        return ModelZoo.Fit(architecture, checkpoint)!;
    }

    /// <summary>A ResNet-18 of 7 classes with some tensors of other shapes, without those whose shape is
    /// null.</summary>
    private StateDict Write(params (string Name, int[]? Shape)[] changes)
    {
        RequestedParameters requested = new();
        ModelZoo.Find("resnet18").Build(requested, 7);
        Dictionary<string, Tensor> tensors =
            requested.Entries.ToDictionary(entry => entry.Name, entry => new Tensor(entry.Shape));
        foreach ((string name, int[]? shape) in changes)
        {
            tensors.Remove(name);
            if (shape is not null)
            {
                tensors.Add(name, new Tensor(Shape.Create(shape)));
            }
        }

        string path = _folder.File("resnet.safetensors");
        SafeTensorsWriter.Write(path, tensors);
        return StateDict.Read(path);
    }
}
