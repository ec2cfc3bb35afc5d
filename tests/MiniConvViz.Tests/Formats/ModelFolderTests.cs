using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>Folders of Hugging Face models: one file or several with an index.</summary>
public sealed class ModelFolderTests
{
    private const string Index = "model.safetensors.index.json";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Read_TwoFilesAndTheirIndex_GivesAllTensorsAndTheSettings()
    {
        WriteShards();
        _folder.Write("config.json", "{\"architecture\": \"resnet18\", \"x\": {}, \"n\": 5}"u8.ToArray());

        foreach (string path in new[] { _folder.Root, _folder.File(Index) })
        {
            StateDict weights = StateDict.Read(path);
            Assert.That(weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(["a", "b"]));
            Assert.That(weights.Tensors[1].ToTensor().Values.ToArray(), Is.EqualTo(new float[] { 2 }));
            Assert.That(weights.Metadata["architecture"], Is.EqualTo("resnet18"));
            Assert.That(weights.Metadata["n"], Is.EqualTo("5"));
        }
    }

    [TestCase("\"id2label\": {\"1\": \"dog\", \"0\": \"cat\"}", "cat dog")]
    [TestCase("\"label_names\": [\"cat\", \"dog\"]", "cat dog")]
    [TestCase("\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}", "", TestName = "Names that are numbers")]
    [TestCase("\"id2label\": {\"0\": \"cat\", \"2\": \"dog\"}", "", TestName = "A class without a name")]
    [TestCase("\"id2label\": {\"0\": \"cat\", \"00\": \"dog\"}", "", TestName = "Two names of one class")]
    [TestCase("\"id2label\": {\"0\": \"cat\", \"1\": 3}", "", TestName = "A name that is no text")]
    [TestCase("\"id2label\": {\"-1\": \"cat\"}", "", TestName = "A negative class")]
    [TestCase("\"id2label\": 3", "", TestName = "Names that are none")]
    public void Read_NamesOfClasses_AreThoseOfTheSettings(string settings, string expected)
    {
        WriteShards();
        _folder.Write("config.json", System.Text.Encoding.UTF8.GetBytes($"{{{settings}}}"));
        Assert.That(string.Join(' ', StateDict.Read(_folder.Root).ClassNames), Is.EqualTo(expected));
    }

    [TestCase(2, "cat dog")]
    [TestCase(3, "")]
    public void Load_FolderWithNamesOfClasses_ShowsThemWhereTheyAreAsManyAsTheScores(int classes, string expected)
    {
        Network random = ModelZoo.Find("fashion-lenet").Build(new RandomParameters(seed: 1), classes);
        SafeTensorsWriter.Write(
            _folder.File("model.safetensors"),
            random.Nodes.SelectMany(node => node.Operator.Parameters.Select(
                tensor => KeyValuePair.Create($"{node.Name}.{tensor.Name}", tensor.Value))));
        _folder.Write("config.json", "{\"id2label\": {\"0\": \"cat\", \"1\": \"dog\"}}"u8.ToArray());
        Network network = ModelZoo.Load("fashion-lenet", _folder.Root);
        Assert.That(string.Join(' ', network.Card.ClassNames), Is.EqualTo(expected));
    }

    [Test]
    public void Read_MissingFile_IsNamed()
    {
        WriteShards();
        File.Delete(_folder.File("model-00002-of-00002.safetensors"));
        AssertRefused("lists 2 files, of which 'model-00002-of-00002.safetensors' is missing; fetch it, too");
    }

    [TestCase("../secret.safetensors")]
    [TestCase("/etc/passwd")]
    [TestCase("sub/model.safetensors")]
    [TestCase("..\\\\secret")]
    [TestCase("..")]
    [TestCase("")]
    public void Read_IndexThatNamesAnotherPlace_IsRefused(string name)
    {
        WriteIndex($"{{\"weight_map\": {{\"a\": \"{name}\"}}}}");
        AssertRefused("expected one beside the index, without folders");
    }

    [TestCase("{\"weight_map\": {}}", "it has no 'weight_map' with names of tensors")]
    [TestCase("{\"weight_map\": 3}", "is JSON text but not the index of a split model")]
    [TestCase("{\"weight_map\": {\"a\": 3}}", "is JSON text but not the index of a split model")]
    [TestCase("{\"weight_map\": {\"a\": \"x\", \"a\": \"x\"}}", "'a' occurs twice")]
    [TestCase("{", "is JSON text but not the index of a split model")]
    public void Read_DamagedIndex_IsRefused(string json, string expected)
    {
        WriteIndex(json);
        AssertRefused(expected);
    }

    [Test]
    public void Read_IndexOfItself_IsRefused()
    {
        WriteIndex($"{{\"weight_map\": {{\"a\": \"{Index}\"}}}}");
        AssertRefused("an index does not list another index");
    }

    [Test]
    public void Read_TensorThatNoFileHolds_IsNamed()
    {
        WriteShards();
        WriteIndex("{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", "
            + "\"c\": \"model-00001-of-00002.safetensors\"}}");
        AssertRefused("lists 1 tensor that no file holds: 'c'");
    }

    [Test]
    public void Read_FolderWithoutWeights_ReportsWhatIsLookedFor() => AssertRefused(
        "this is a folder; give the weights file inside it, or the folder of a Hugging Face model with "
        + "model.safetensors, model.safetensors.index.json, pytorch_model.bin, pytorch_model.bin.index.json");

    [Test]
    public void Read_FolderOfAnAdapter_IsRefusedWithTheRemedy()
    {
        _folder.Write("adapter_model.safetensors", []);
        Assert.That(
            Assert.Throws<UnsupportedModelException>(() => StateDict.Read(_folder.Root))!.Message,
            Does.Contain("low-rank adapter ('adapter_model')").And.Contain("merge_and_unload()"));
    }

    [Test]
    public void Read_SettingsThatAreNone_AreRefused()
    {
        WriteShards();
        _folder.Write("config.json", "[1]"u8.ToArray());
        AssertRefused("is not the JSON object that a model's settings are");
    }

    private void AssertRefused(string expected) =>
        Assert.That(() => StateDict.Read(_folder.Root), Refusal.Saying(expected));

    private void WriteIndex(string json) => _folder.Write(Index, System.Text.Encoding.UTF8.GetBytes(json));

    private void WriteShards()
    {
        WriteShard(1, "a");
        WriteShard(2, "b");
        WriteIndex("{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", "
            + "\"b\": \"model-00002-of-00002.safetensors\"}}");
    }

    private void WriteShard(int number, string tensor) => SafeTensorsWriter.Write(
        _folder.File($"model-0000{number}-of-00002.safetensors"),
        [KeyValuePair.Create(tensor, new Tensor([1], [number]))]);
}
