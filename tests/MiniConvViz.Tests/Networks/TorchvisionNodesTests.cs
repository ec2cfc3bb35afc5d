using System.Text.Json;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Every torchvision network of the zoo against what torchvision itself says of it
/// (tests/goldens/torchvision_nodes.json, written by tests/python/dump_networks.py): node names, operators, shapes,
/// edges, and the state_dict's keys.
/// </summary>
public sealed class TorchvisionNodesTests
{
    private static readonly Dictionary<string, string> Functions = new()
    {
        ["add"] = "Add",
        ["cat"] = "Concat",
        ["flatten"] = "Flatten",
        ["adaptive_avg_pool2d"] = "AdaptiveAvgPool2d",
    };

    [TestCaseSource(nameof(Models))]
    public void Nodes_EqualTorchvisions(string model)
    {
        using JsonDocument golden = Read();
        string[] expected =
            [.. golden.RootElement.GetProperty(model).GetProperty("nodes").EnumerateArray().Select(Describe)];
        Network network = ModelZoo.Find(model).Build(new BlankParameters(), 1000);
        Shape[] shapes = network.InferShapes([1, 3, 224, 224]);
        string[] actual =
        [
            .. network.Nodes.Skip(1).Select(node =>
                $"{node.Name} {node.Operator.Kind} {shapes[node.Index]} "
                + $"<- {string.Join(' ', node.Inputs.Select(i => i.Name))}"),
        ];
        Assert.That(actual, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Models))]
    public void Parameters_AreTheKeysAndShapesOfTheStateDict(string model)
    {
        using JsonDocument golden = Read();
        string[] expected =
        [
            .. golden.RootElement.GetProperty(model).GetProperty("state_dict").EnumerateObject()
                .Where(entry => !entry.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                .Select(entry => $"{entry.Name} [{string.Join(",", entry.Value.EnumerateArray())}]"),
        ];
        Network network = ModelZoo.Find(model).Build(new BlankParameters(), 1000);
        string[] actual =
        [
            .. network.Nodes.SelectMany(node =>
                node.Operator.Parameters.Select(p => $"{node.Name}.{p.Name} {p.Value.Shape}")),
        ];
        Assert.That(actual, Is.EquivalentTo(expected));
    }

    [Test]
    public void Zoo_HasEveryNetworkOfTheGolden() => Assert.That(Models(), Has.Exactly(17).Items);

    private static IEnumerable<string> Models()
    {
        using JsonDocument golden = Read();
        return [.. golden.RootElement.EnumerateObject().Select(model => model.Name)];
    }

    private static JsonDocument Read() =>
        JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("torchvision_nodes.json")));

    private static string Describe(JsonElement node)
    {
        string kind = node[1].GetString()!;
        string shape = string.Join(",", node[2].EnumerateArray());
        string inputs = string.Join(' ', node[3].EnumerateArray().Select(name => name.GetString()));
        return $"{node[0].GetString()} {Functions.GetValueOrDefault(kind, kind)} [{shape}] <- {inputs}";
    }
}
