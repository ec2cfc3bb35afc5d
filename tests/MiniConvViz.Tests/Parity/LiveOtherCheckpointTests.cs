using System.Text.Json;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Networks of other projects than torchvision, other file formats and parametrised weights, written by PyTorch on this
/// machine (tests/python/make_other_checkpoints.py). Every module's output must be PyTorch's.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
[Category("Exhaustive")]
public sealed class LiveOtherCheckpointTests
{
    private string _folder = "";
    private JsonElement[] _entries = [];

    [OneTimeSetUp]
    public void MakeCheckpoints()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-other-").FullName;
        SystemPython.Run(RepositoryFiles.Get("tests", "python", "make_other_checkpoints.py"), "--out", _folder);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "other.json")));
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

    [TestCase("family", 23, 8)]
    [TestCase("format", 15, 50)]
    public void Network_LoadedFromAnything_ComputesWhatPyTorchDid(string kind, int atLeast, int nodes)
    {
        JsonElement[] entries = Entries(kind);
        Assert.That(entries, Has.Length.GreaterThanOrEqualTo(atLeast));
        Assert.Multiple(() =>
        {
            foreach (JsonElement entry in entries)
            {
                AssertComputes(entry, nodes);
            }
        });
    }

    /// <summary>Both of PyTorch 1.13's spellings, and weight norm under the names of PyTorch 2.</summary>
    [Test]
    public void ParametrisedWeights_AreWhatTheLayersUse()
    {
        JsonElement[] entries = Entries("parametrised");
        Assert.That(entries, Has.Length.EqualTo(3));
        foreach (JsonElement entry in entries)
        {
            StateDict actual = StateDict.Read(Place(entry, "file"));
            StateDict expected = StateDict.Read(Place(entry, "reference"));
            Assert.That(
                actual.Tensors.Select(tensor => tensor.Name).Order(),
                Is.EqualTo(expected.Tensors.Select(tensor => tensor.Name).Order()));
            foreach (WeightTensor tensor in expected.Tensors)
            {
                Assert.That(actual.TryGet(tensor.Name, out WeightTensor? weight));
                AssertNear(weight!.ToTensor(), tensor.ToTensor(), $"{entry} {tensor.Name}");
            }
        }
    }

    /// <summary>A network that the names do not determine is refused without an option.</summary>
    [Test]
    public void Recognise_NamesOfTwoNetworks_AsksWhich()
    {
        StateDict checkpoint = StateDict.Read(Path.Combine(_folder, "family-timm_efficientnet_b0.pth"));
        Assert.That(
            Assert.Throws<NetworkException>(() => ModelZoo.Recognise(checkpoint))!.Message,
            Does.EndWith("fits timm_efficientnet_b0 and tf_efficientnet_b0; say which it is"));
    }

    private void AssertComputes(JsonElement entry, int nodes)
    {
        string file = entry.GetProperty("file").GetString()!;
        StateDict reference = StateDict.Read(Place(entry, "reference"));
        StateDict checkpoint;
        Network network;
        try
        {
            checkpoint = StateDict.Read(Place(entry, "file"));
            Architecture architecture = ModelZoo.Find(entry.GetProperty("model").GetString()!);
            Assert.That(ModelZoo.Fitting(checkpoint), Has.Member(architecture), file);
            network = ModelZoo.Load(architecture, checkpoint);
        }
        catch (Exception problem) when (problem is UnreadableInputException or NetworkException)
        {
            Assert.Fail($"{file}: {problem.Message}");
            return;
        }

        using Session session = new(network, Device.Cpu());
        using Tap tap = session.Tap("*");
        Assert.That(reference.TryGet("input", out WeightTensor? input));
        Tensor output = session.Run(input!.ToTensor());
        int compared = 0;
        foreach (WeightTensor expected in reference.Tensors)
        {
            if (network.Nodes.Any(node => node.Name == expected.Name))
            {
                AssertNear(tap[expected.Name].Values, expected.ToTensor(), $"{file} {expected.Name}");
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(nodes), $"{file}: nodes under the names of modules");
        bool hasHead = network.Nodes.Any(node => node.Operator.Kind == "Linear");
        if (hasHead && reference.TryGet("output", out WeightTensor? last))
        {
            AssertNear(output, last.ToTensor(), $"{file} output");
        }
    }

    private static void AssertNear(Tensor actual, Tensor expected, string what)
    {
        Assert.That(actual.Shape.Count, Is.EqualTo(expected.Shape.Count), what);
        Assert.That(
            NumericAssert.RelativeError(actual.Values, [.. expected.Values.ToArray().Select(value => (double)value)]),
            Is.LessThan(1e-4), what);
    }

    private JsonElement[] Entries(string kind) =>
        [.. _entries.Where(entry => entry.GetProperty("kind").GetString() == kind)];

    private string Place(JsonElement entry, string name) => Path.Combine(_folder, entry.GetProperty(name).GetString()!);
}
