using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// Every checkpoint that real PyTorch wrote (tests/goldens/make_checkpoints.py) is read to the last bit, or refused.
/// </summary>
public sealed class CheckpointGoldenTests
{
    private static readonly Dictionary<string, string> RefusalWords = new()
    {
        ["whole pickled module"] = "whole pickled module ('torch.nn.modules.container.Sequential')",
        ["global posix.system"] = "'posix.system' is not one that a state_dict needs",
        ["a tensor, not a dictionary of tensors"] = "holds a tensor, not a state_dict",
        ["a list, not a dictionary of tensors"] = "holds a list, not a state_dict",
        ["no tensors"] = "holds a dict of 'epoch', 'name', not a state_dict",
        ["sparse tensor"] = "_rebuild_sparse_tensor",
        ["quantized tensor"] = "_rebuild_qtensor",
        ["complex tensor"] = "tensors of 'torch.ComplexFloatStorage' are not supported",
        ["a pickle that PyTorch did not write"] = "holds a dict of 'weight', not a state_dict",
    };

    private static readonly string[] Folders = ["checkpoints", "checkpoints-2.6"];

    private static IEnumerable<TestCaseData<string, JsonElement>> Loading =>
        Folders.SelectMany(folder => Entries(folder, load: true));

    private static IEnumerable<TestCaseData<string, JsonElement>> Refused =>
        Folders.SelectMany(folder => Entries(folder, load: false));

    [TestCaseSource(nameof(Loading))]
    public void Read_CheckpointOfPyTorch_GivesItsTensors(string folder, JsonElement entry)
    {
        StateDict actual = StateDict.Read(Path(folder, entry, "file"));
        StateDict expected = StateDict.Read(Path(folder, entry, "expected"));
        JsonElement facts = entry.GetProperty("tensors");
        string[] names = [.. facts.EnumerateObject().Select(fact => fact.Name)];

        Assert.That(actual.Format, Is.EqualTo($"PyTorch {entry.GetProperty("format").GetString()}"));
        Assert.That(actual.Tensors.Select(tensor => tensor.Name), Is.EqualTo(names));
        Dictionary<int, string> firstOfStorage = [];
        foreach (WeightTensor tensor in actual.Tensors)
        {
            JsonElement fact = facts.GetProperty(tensor.Name);
            int storage = fact.GetProperty("storage").GetInt32();
            string? sharedWith = firstOfStorage.TryAdd(storage, tensor.Name) ? null : firstOfStorage[storage];
            Assert.That(tensor.DType.Name(), Is.EqualTo(fact.GetProperty("dtype").GetString()), tensor.Name);
            Assert.That(tensor.SharedWith, Is.EqualTo(sharedWith), tensor.Name);
            Assert.That(expected.TryGet(tensor.Name, out WeightTensor? reference), tensor.Name);
            AssertSameBits(tensor.ToTensor(), reference!.ToTensor(), tensor.Name);
        }
    }

    [TestCaseSource(nameof(Loading))]
    public void Read_CheckpointOfPyTorch_ReportsWhatItUnwrapped(string folder, JsonElement entry)
    {
        StateDict actual = StateDict.Read(Path(folder, entry, "file"));
        string? wrapper = entry.GetProperty("wrapper").GetString();
        string? prefix = entry.GetProperty("prefix").GetString();
        List<string> expected = [];
        if (wrapper is not null)
        {
            expected.Add($"unwrapped '{wrapper}'");
        }

        if (prefix is not null)
        {
            expected.Add($"removed the prefix '{prefix}' from {actual.Tensors.Count} names");
        }

        Assert.That(actual.Notes.Select(note => note.Split(',')[0]), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Refused))]
    public void Read_CheckpointWithMoreThanWeights_IsRefusedByName(string folder, JsonElement entry)
    {
        string path = Path(folder, entry, "file");
        string expected = RefusalWords[entry.GetProperty("reason").GetString()!];
        Assert.That(
            () => StateDict.Read(path),
            Throws.TypeOf<UnreadableInputException>().With.Message.StartsWith(path).And.Message.Contains(expected));
    }

    [Test]
    public void Read_TrainingCheckpoint_KeepsTextsAndNumbersAsMetadata()
    {
        StateDict training = StateDict.Read(RepositoryFiles.Golden("checkpoints", "training-zip.pth"));
        Assert.That(training.Metadata["epoch"], Is.EqualTo("300"));
        Assert.That(training.Metadata["huge"], Is.EqualTo("-1180591620717411303424"));
        Assert.That(training.Metadata["text"], Is.EqualTo("grüße, 世界"));
        Assert.That(training.Metadata["flag"], Is.EqualTo("True"));
        Assert.That(training.Metadata, Does.Not.ContainKey("optimizer"));
    }

    private static IEnumerable<TestCaseData<string, JsonElement>> Entries(string folder, bool load) =>
        JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Golden($"{folder}/checkpoints.json")))
            .RootElement.EnumerateArray()
            .Where(entry => entry.GetProperty("load").GetBoolean() == load
                && (load || entry.GetProperty("reason").GetString() != "TorchScript archive")) // read since, without its code
            .Select(entry => new TestCaseData<string, JsonElement>(folder, entry)
            {
                TestName = $"{{m}}({folder}/{entry.GetProperty("file").GetString()})",
            });

    private static string Path(string folder, JsonElement entry, string key) =>
        RepositoryFiles.Golden($"{folder}/{entry.GetProperty(key).GetString()}");

    private static void AssertSameBits(Tensor actual, Tensor expected, string name)
    {
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape), name);
        for (int i = 0; i < expected.Values.Length; i++)
        {
            (float a, float e) = (actual.Values[i], expected.Values[i]);
            bool isSame = BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(e)
                || (float.IsNaN(a) && float.IsNaN(e));
            Assert.That(isSame, $"{name}[{i}]: expected {e:R}, got {a:R}");
        }
    }
}
