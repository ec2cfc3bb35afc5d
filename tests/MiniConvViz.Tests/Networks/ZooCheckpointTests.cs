using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>Additional tensors and other names in real checkpoints of the zoo's networks.</summary>
public sealed class ZooCheckpointTests
{
    [TestCase("googlenet", "aux1.fc2.weight")]
    [TestCase("inception_v3", "AuxLogits.conv0.bn.weight")]
    public void AuxiliaryClassifier_MayBeThereOrNot(string model, string key)
    {
        Architecture architecture = ModelZoo.Find(model);
        Dictionary<string, Tensor> tensors = Tensors(architecture);
        AssertFits(architecture, tensors);
        tensors[key] = new Tensor([7]);
        AssertFits(architecture, tensors);
        tensors["auxiliary"] = new Tensor([7]);
        Assert.That(
            Assert.Throws<NetworkException>(() => AssertFits(architecture, tensors))!.Message,
            Does.Contain("1 unexpected (auxiliary)"));
    }

    [Test]
    public void DenseNet_NamesOfTheFilesForDownload_AreUnderstood()
    {
        Architecture architecture = ModelZoo.Find("densenet121");
        Dictionary<string, Tensor> older = Tensors(architecture).ToDictionary(
            entry => entry.Key.Replace(".norm1.", ".norm.1.", StringComparison.Ordinal)
                .Replace(".norm2.", ".norm.2.", StringComparison.Ordinal)
                .Replace(".conv1.", ".conv.1.", StringComparison.Ordinal)
                .Replace(".conv2.", ".conv.2.", StringComparison.Ordinal),
            entry => entry.Value);
        Assert.That(older.Keys, Has.Member("features.denseblock1.denselayer1.norm.1.running_mean"));
        AssertFits(architecture, older);
    }

    /// <summary>Except TensorFlow's form of timm's networks, which differs in padding and epsilon only.</summary>
    [Test]
    [Category("Exhaustive")]
    public void NoTwoNetworks_HaveTheSameNamesAndShapes() => Assert.That(
        ModelZoo.Architectures
            .Where(architecture => !architecture.Name.StartsWith("tf_", StringComparison.Ordinal))
            .Select(architecture => string.Join('\n', Shapes(architecture).Order())),
        Is.Unique);

    private static Dictionary<string, Tensor> Tensors(Architecture architecture) =>
        Requested(architecture).ToDictionary(entry => entry.Name, entry => new Tensor(entry.Shape));

    private static IEnumerable<string> Shapes(Architecture architecture) =>
        Requested(architecture).Select(entry => $"{entry.Name} {entry.Shape}");

    private static List<(string Name, Shape Shape)> Requested(Architecture architecture)
    {
        RequestedParameters requested = new();
        architecture.Build(requested, architecture.Classes);
        return requested.Entries;
    }

    private static void AssertFits(Architecture architecture, Dictionary<string, Tensor> tensors)
    {
        string path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            $"{TestContext.CurrentContext.Test.ID}.safetensors");
        try
        {
            SafeTensorsWriter.Write(path, tensors);
            StateDict checkpoint = StateDict.Read(path);
            ModelZoo.Load(architecture, checkpoint);
            Assert.That(ModelZoo.Fitting(checkpoint), Is.EqualTo([architecture]));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
