using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// A published file: a network trained by others, saved years ago from a GPU in the legacy format.
/// </summary>
public sealed class TrainedNetworkTests
{
    [Test]
    public void Read_LegacyFileSavedFromDataParallel_GivesTheNetworksOwnNames()
    {
        StateDict weights = StateDict.Read(
            RepositoryFiles.Shared("models", "cifar10-resnet20", "resnet20-12fca82f.th"));
        Assert.That(weights.Format, Is.EqualTo("PyTorch legacy"));
        Assert.That(weights.Notes, Is.EqualTo(new[]
        {
            "unwrapped 'state_dict', beside it: 'best_prec1'",
            $"removed the prefix 'module.' from {weights.Tensors.Count} names",
        }));
        Assert.That(weights.Metadata["best_prec1"], Does.StartWith("91.78"));
        Assert.That(weights.Tensors[0].ToString(), Is.EqualTo("conv1.weight [16,3,3,3] float32"));
        Assert.That(weights.TryGet("linear.weight", out WeightTensor? linear));
        Assert.That(linear!.ToTensor().Values.ToArray(), Has.All.Matches<float>(value => MathF.Abs(value) < 10));
    }

    [Test]
    public void Read_SafeTensorsWithMetadata_GivesBoth()
    {
        StateDict reference = StateDict.Read(
            RepositoryFiles.Shared("models", "cifar10-resnet20", "reference.safetensors"));
        Assert.That(reference.Format, Is.EqualTo("safetensors"));
        Assert.That(reference.Metadata, Does.ContainKey("model"));
        Assert.That(reference.TryGet("input", out WeightTensor? input));
        Assert.That(input!.Shape.Rank, Is.EqualTo(4));
    }

    [Test]
    public void Read_OnnxFile_IsRefusedWithTheRemedy()
    {
        string path = RepositoryFiles.Shared("models", "cifar10-resnet20", "resnet20.onnx");
        Assert.That(
            () => StateDict.Read(path), Refusal.Saying("an ONNX model"));
    }
}
