using System.Security.Cryptography;
using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

public sealed class ModelZooTests
{
    [Test]
    public void Load_AllKindsOfMisfit_AreListedTogether()
    {
        string path = WriteCheckpoint(tensors =>
        {
            tensors.Remove("conv1.bias");
            tensors["fc1.weight"] = new Tensor([120, 799]);
            tensors["head.weight"] = new Tensor([3]);
        });
        NetworkException? error = Assert.Throws<NetworkException>(() => ModelZoo.Load("fashion-lenet", path));
        Assert.That(error!.Message, Is.EqualTo(
            $"{path}: does not fit fashion-lenet: 1 missing (conv1.bias); 1 unexpected (head.weight); "
            + "1 of another shape (fc1.weight is [120,799], expected [120,800]). "
            + "Is this the checkpoint of another model?"));
    }

    [Test]
    public void Load_CheckpointOfAnotherModel_NamesSomeAndCountsAll()
    {
        string path = RepositoryFiles.Get("weights", "fashion-resnet", "fashion-resnet.pth");
        NetworkException? error = Assert.Throws<NetworkException>(() => ModelZoo.Load("alexnet", path));
        Assert.That(error!.Message, Does.Contain("16 missing (features.0.weight, features.0.bias,"));
    }

    [Test]
    public void Load_OtherNumberOfClasses_FollowsTheCheckpoint()
    {
        string path = WriteCheckpoint(tensors =>
        {
            tensors["fc3.weight"] = new Tensor([7, 84]);
            tensors["fc3.bias"] = new Tensor([7]);
        });
        Network network = ModelZoo.Load("fashion-lenet", path);
        Assert.That(network.InferShapes([1, 1, 28, 28])[^1].ToString(), Is.EqualTo("[1,7]"));
        Assert.That(network.Card.ClassNames, Is.Empty, "names of ten classes do not fit seven");
        Assert.Throws<NetworkException>(() => ModelZoo.Load("fashion-lenet", path, classes: 10));
    }

    /// <summary>
    /// Many tensors that no architecture has, and a last layer of very many classes: names and shapes are compared, and
    /// no weights are allocated.
    /// </summary>
    [Test]
    [NonParallelizable]
    public void Recognise_CheckpointThatMatchesNothing_BuildsNothing()
    {
        string path = WriteCheckpoint(tensors =>
        {
            tensors.Clear();
            for (int i = 0; i < 3000; i++)
            {
                tensors[$"odd.{i}.weight"] = new Tensor([2]);
            }

            foreach (string last in ModelZoo.Architectures.Select(known => known.ClassifierWeight).Distinct())
            {
                tensors[last] = new Tensor([50_000, 1]);
            }
        });
        StateDict checkpoint = StateDict.Read(path);
        Assert.That(() => ModelZoo.Recognise(checkpoint), Throws.TypeOf<NetworkException>(), "compiles what is needed");
        long before = GC.GetTotalAllocatedBytes(precise: true);

        NetworkException? error = Assert.Throws<NetworkException>(() => ModelZoo.Recognise(checkpoint));

        Assert.That(error!.Message, Does.Contain("fits no model of the zoo"));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(256 << 20));
    }

    [Test]
    public void Load_UnknownModel_NamesTheNearest() => Assert.That(
        Assert.Throws<NetworkException>(() => ModelZoo.Load("ResNet-18"))!.Message,
        Is.EqualTo("there is no model 'ResNet-18'; near it are resnet18, resnet18d, resnet34"));

    [Test]
    public void Load_NotBundledWithoutWeights_ReportsWhatToGive() => Assert.That(
        Assert.Throws<NetworkException>(() => ModelZoo.Load("resnet18"))!.Message,
        Does.Contain("resnet18 needs weights: a state_dict saved by PyTorch"));

    [TestCase("fashion-lenet", 0.90)]
    [TestCase("fashion-resnet", 0.925)]
    public void Bundled_FilesAreThoseOfTheProvenance(string model, double accuracy)
    {
        using JsonDocument card =
            JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Get("weights", model, "model.json")));
        foreach (JsonProperty file in card.RootElement.GetProperty("sha256").EnumerateObject())
        {
            byte[] bytes = File.ReadAllBytes(RepositoryFiles.Get("weights", model, file.Name));
            Assert.That(
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                Is.EqualTo(file.Value.GetString()),
                file.Name);
        }

        Assert.That(card.RootElement.GetProperty("test_accuracy").GetDouble(), Is.GreaterThanOrEqualTo(accuracy));
        string[] classes =
            [.. card.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!)];
        Assert.That(ModelZoo.Load(model).Card.ClassNames, Is.EqualTo(classes));
    }

    [TestCase("fashion-lenet")]
    [TestCase("fashion-resnet")]
    public void Bundled_PthAndSafetensors_HoldTheSameWeights(string model)
    {
        Network fromPth = ModelZoo.Load(model, RepositoryFiles.Get("weights", model, model + ".pth"));
        Network bundled = ModelZoo.Load(model);
        for (int i = 0; i < bundled.Nodes.Count; i++)
        {
            for (int p = 0; p < bundled.Nodes[i].Operator.Parameters.Count; p++)
            {
                NumericAssert.Equal(
                    fromPth.Nodes[i].Operator.Parameters[p].Value,
                    bundled.Nodes[i].Operator.Parameters[p].Value,
                    $"{bundled.Nodes[i].Name}.{bundled.Nodes[i].Operator.Parameters[p].Name}");
            }
        }
    }

    /// <summary>The bundled LeNet's checkpoint, changed.</summary>
    private static string WriteCheckpoint(Action<Dictionary<string, Tensor>> change)
    {
        StateDict bundled = StateDict.Read(ModelZoo.BundledWeights(ModelZoo.Find("fashion-lenet")));
        Dictionary<string, Tensor> tensors =
            bundled.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.ToTensor());
        change(tensors);
        string path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            $"{TestContext.CurrentContext.Test.ID}.safetensors");
        SafeTensorsWriter.Write(path, tensors);
        return path;
    }
}
