using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Every torchvision network of the zoo against torchvision's own description
/// (tests/goldens/torchvision_nodes.json, written by tests/python/dump_networks.py): node names, operators, shapes,
/// edges, and the state_dict's keys. Of the larger siblings the file holds a digest of these lines only.
/// </summary>
public sealed class TorchvisionNodesTests
{
    /// <summary>Auxiliary classifiers, which are in checkpoints and left out for inference.</summary>
    private static readonly string[] TrainingOnly = ["aux1.", "aux2.", "AuxLogits."];

    [TestCaseSource(nameof(WrittenOut))]
    public void Nodes_EqualTorchvisions(string model) =>
        Assert.That(Nodes(ModelZoo.Find(model)), Is.EqualTo(Strings(model, "nodes")));

    [TestCaseSource(nameof(WrittenOut))]
    public void Parameters_AreTheKeysAndShapesOfTheStateDict(string model) => Assert.That(
        Parameters(ModelZoo.Find(model)),
        Is.EqualTo(Strings(model, "state_dict").Where(key => !TrainingOnly.Any(key.StartsWith))));

    [Category("Exhaustive")]
    [TestCaseSource(nameof(Digested))]
    public void NodesAndParameters_HaveTorchvisionsDigest(string model)
    {
        using JsonDocument golden = Read();
        JsonElement expected = golden.RootElement.GetProperty(model);
        string[] nodes = Nodes(ModelZoo.Find(model));
        string text = string.Join('\n', [.. nodes, .. Parameters(ModelZoo.Find(model))]);
        Assert.That(nodes, Has.Length.EqualTo(expected.GetProperty("count").GetInt32()));
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            Is.EqualTo(expected.GetProperty("sha256").GetString()),
            text);
    }

    [Test]
    public void Zoo_HasEveryNetworkOfTheGolden()
    {
        using JsonDocument golden = Read();
        Assert.That(
            ModelZoo.Architectures.Select(architecture => architecture.Name).Except([.. ModelZoo.Bundled, .. ModelZoo.OtherProjects.Select(other => other.Name)]),
            Is.EquivalentTo(golden.RootElement.EnumerateObject().Select(model => model.Name)));
    }

    private static string[] Nodes(Architecture architecture)
    {
        Network network = architecture.Build(new BlankParameters(), 1000);
        Shape[] shapes = network.InferShapes([1, 3, 224, 224]);
        return
        [
            .. network.Nodes.Skip(1).Select(node =>
                $"{node.Name} {node.Operator.Kind} {shapes[node.Index]} "
                + $"<- {string.Join(' ', node.Inputs.Select(i => i.Name))}"),
        ];
    }

    private static string[] Parameters(Architecture architecture)
    {
        RequestedParameters requested = new();
        architecture.Build(requested, 1000);
        return [.. requested.Entries.Select(entry => $"{entry.Name} {entry.Shape}").Order(StringComparer.Ordinal)];
    }

    private static string[] WrittenOut() => Models(written: true);

    private static string[] Digested() => Models(written: false);

    private static string[] Models(bool written)
    {
        using JsonDocument golden = Read();
        return
        [
            .. golden.RootElement.EnumerateObject()
                .Where(model => model.Value.TryGetProperty("nodes", out _) == written)
                .Select(model => model.Name),
        ];
    }

    private static string[] Strings(string model, string property)
    {
        using JsonDocument golden = Read();
        return
        [
            .. golden.RootElement.GetProperty(model).GetProperty(property).EnumerateArray()
                .Select(line => line.GetString()!),
        ];
    }

    private static JsonDocument Read() =>
        JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("torchvision_nodes.json")));
}
