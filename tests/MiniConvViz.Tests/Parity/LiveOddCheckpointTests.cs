using System.Text.Json;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Checkpoints as training scripts save them, written by PyTorch on this machine: objects of all kinds next to the
/// weights, dicts in dicts, networks inside other modules. Each must give the right values.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
[Category("Exhaustive")]
public sealed class LiveOddCheckpointTests
{
    private string _folder = "";
    private JsonElement[] _entries = [];

    [OneTimeSetUp]
    public void MakeCheckpoints()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-odd-").FullName;
        SystemPython.Run(RepositoryFiles.Get("tests", "python", "make_odd_checkpoints.py"), "--out", _folder);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "odd.json")));
        _entries = [.. document.RootElement.Clone().EnumerateArray()];
    }

    [OneTimeTearDown]
    public void RemoveCheckpoints()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [TestCase("object", 300)]
    [TestCase("dict", 15)]
    public void Weights_WithAnythingAround_AreThoseOfTheNetwork(string kind, int atLeast)
    {
        StateDict expected = StateDict.Read(Path.Combine(_folder, "expected.safetensors"));
        JsonElement[] entries = Entries(kind);
        Assert.That(entries, Has.Length.GreaterThanOrEqualTo(atLeast));
        Assert.Multiple(() =>
        {
            foreach (JsonElement entry in entries)
            {
                AssertSame(FileOf(entry), Text(entry, "key"), expected);
            }
        });
    }

    [Test]
    public void Objects_BesideTheWeights_AreDescribed()
    {
        Assert.Multiple(() =>
        {
            AssertBeside("namespace", "Namespace(lr=0.1, arch='resnet18', nested=Namespace(gpus=...))");
            AssertBeside("numpy_scalar", "76.5");
            AssertBeside("numpy_int", "3");
            AssertBeside("numpy_bool", "True");
            AssertBeside("numpy_array", "numpy array (10, 100)");
            AssertBeside("path", "PosixPath('runs/1')");
            AssertBeside("datetime", "2024-05-01 12:30:00");
            AssertBeside("enum", "Colour(1)", "Colour.RED"); // the second since Python 3.11
            AssertBeside(
                "dataclass",
                "Settings(rate=0.1, path=PosixPath('data/train'), colour=Colour(1))",
                "Settings(rate=0.1, path=PosixPath('data/train'), colour=Colour.RED)");
            AssertBeside("counter", "{'h': 1, 'e': 1, 'l': 2, 'o': 1}");
            AssertBeside("bytes", "800 bytes");
        });
    }

    [Test]
    public void ResNetInsideAnything_IsRecognisedAndComputesWhatPyTorchDid()
    {
        StateDict reference = StateDict.Read(Path.Combine(_folder, "model.safetensors"));
        Tensor image = Numbers(reference, "input");
        JsonElement[] entries = Entries("model");
        Assert.That(entries, Has.Length.GreaterThanOrEqualTo(15));
        Assert.Multiple(() =>
        {
            foreach (JsonElement entry in entries)
            {
                StateDict checkpoint = StateDict.Read(FileOf(entry), prefix: Text(entry, "prefix"));
                Network network = ModelZoo.Load(ModelZoo.Recognise(checkpoint), checkpoint);
                Tensor expected = Numbers(reference, Text(entry, "last")!);
                using Session session = new(network, Device.Cpu());
                Tensor actual = session.Run(image);
                string file = entry.GetProperty("file").GetString()!;
                Assert.That(network.Name, Is.EqualTo("resnet18"), file);
                Assert.That(network.Output.Name, Is.EqualTo(Text(entry, "last")), file);
                Assert.That(actual.Values.Length, Is.EqualTo(expected.Values.Length), file);
                for (int i = 0; i < expected.Values.Length; i++)
                {
                    Assert.That(actual.Values[i], Is.EqualTo(expected.Values[i]).Within(1e-4), $"{file} [{i}]");
                }
            }
        });
    }

    [TestCase("tensor.pt")]
    [TestCase("tensor-legacy.pt")]
    public void TensorSavedAlone_IsAnInput(string name)
    {
        Tensor tensor = TensorFile.Read(Path.Combine(_folder, name));

        Assert.That(tensor.Shape, Is.EqualTo(Shape.Create([3, 2])));
        Assert.That(tensor.Values.ToArray(), Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }));
    }

    private JsonElement[] Entries(string kind) =>
        [.. _entries.Where(entry => entry.GetProperty("kind").GetString() == kind)];

    private string FileOf(JsonElement entry) => Path.Combine(_folder, entry.GetProperty("file").GetString()!);

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static Tensor Numbers(StateDict file, string name) =>
        file.TryGet(name, out WeightTensor? tensor) ? tensor.ToTensor() : throw new KeyNotFoundException(name);

    private static void AssertSame(string path, string? key, StateDict expected)
    {
        string file = Path.GetFileName(path);
        StateDict actual;
        try
        {
            actual = StateDict.Read(path, key);
        }
        catch (UnreadableInputException problem)
        {
            Assert.Fail(problem.Message);
            return;
        }

        Assert.That(
            actual.Tensors.Select(tensor => tensor.Name).Order(),
            Is.EqualTo(expected.Tensors.Select(tensor => tensor.Name).Order()), file);
        foreach (WeightTensor tensor in actual.Tensors)
        {
            bool isSame = tensor.ToTensor().Values.SequenceEqual(Numbers(expected, tensor.Name).Values);
            Assert.That(isSame, $"{file}: {tensor.Name}");
        }
    }

    /// <summary>The description of an object, the same in every protocol and format.</summary>
    private void AssertBeside(string name, params string[] expected)
    {
        foreach (string path in Directory.EnumerateFiles(_folder, $"object-{name}-protocol*.pth"))
        {
            Assert.That(StateDict.Read(path).Metadata["first"], Is.AnyOf(expected), Path.GetFileName(path));
        }
    }
}
