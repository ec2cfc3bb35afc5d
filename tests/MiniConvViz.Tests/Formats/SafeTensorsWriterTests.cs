using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>Written files can be read again, and no incomplete file is left.</summary>
public sealed class SafeTensorsWriterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Write_ThenRead_GivesTheSame()
    {
        Dictionary<string, Tensor> tensors = new()
        {
            ["layer1.0.conv1"] = new Tensor([2, 3], [1, -2, float.NaN, float.PositiveInfinity, 0, float.Epsilon]),
            ["名前 \"quoted\"\n"] = new Tensor([], [7]),
            ["empty"] = new Tensor([0, 4]),
        };
        Dictionary<string, string> metadata = new() { ["model"] = "fashion-resnet", ["image"] = "a\"b" };
        string path = _folder.Write("out.safetensors", [1, 2, 3]);
        SafeTensorsWriter.Write(path, tensors, metadata);

        StateDict read = StateDict.Read(path);
        Assert.That(read.Metadata, Is.EquivalentTo(metadata));
        Assert.That(read.Tensors.Select(tensor => tensor.Name), Is.EqualTo(tensors.Keys).Or.EquivalentTo(tensors.Keys));
        foreach (WeightTensor tensor in read.Tensors)
        {
            Assert.That(tensor.Shape, Is.EqualTo(tensors[tensor.Name].Shape));
            Assert.That(tensor.ToTensor().Values.ToArray(), Is.EqualTo(tensors[tensor.Name].Values.ToArray()));
        }

        Assert.That(BitConverter.ToInt64(File.ReadAllBytes(path)) % 8, Is.Zero, "the values are aligned");
        Assert.That(_folder.Names, Is.EqualTo(new[] { "out.safetensors" }));
    }

    [Test]
    public void Write_NothingAtAll_IsALegalFile()
    {
        SafeTensorsWriter.Write(_folder.File("none.safetensors"), []);
        Assert.That(StateDict.Read(_folder.File("none.safetensors")).Tensors, Is.Empty);
    }

    [TestCase("a", "a")]
    [TestCase("a", "__metadata__")]
    public void Write_ImpossibleNames_LeavesTheOldFile(string first, string second)
    {
        string path = _folder.Write("out.safetensors", [1, 2, 3]);
        KeyValuePair<string, Tensor>[] tensors = [new(first, new Tensor([1])), new(second, new Tensor([1]))];
        Assert.That(() => SafeTensorsWriter.Write(path, tensors), Throws.ArgumentException);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(_folder.Names, Has.Count.EqualTo(1));
    }

    [Test]
    public void Write_PathOfAFolder_LeavesNoTemporaryFile()
    {
        string path = _folder.File("taken");
        Directory.CreateDirectory(path);
        Assert.That(
            () => SafeTensorsWriter.Write(path, []),
            Throws.TypeOf<UnwritableOutputException>().With.Message.Contains("cannot be written"));
        Assert.That(_folder.Names, Is.EqualTo(new[] { "taken" }));
    }
}
