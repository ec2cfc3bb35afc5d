using System.Text.Json;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// The names, operators, shapes and keys that the zoo is checked against are those of the torchvision on this machine.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
[Category("Exhaustive")]
public sealed class LiveTorchvisionNamesTests
{
    [Test]
    public void GoldenNames_AreWhatTorchvisionSaysHere()
    {
        SystemPython.RequirePyTorch();
        using TemporaryFolder folder = new();
        string script = RepositoryFiles.Get("tests", "python", "dump_networks.py");
        string output = SystemPython.Run(script, "--out", folder.Root, "--models", "--node-names");
        TestContext.Out.WriteLine(output);
        using JsonDocument golden = Parse(RepositoryFiles.Golden("torchvision_nodes.json"));
        using JsonDocument here = Parse(folder.File("node_names.json"));

        string[] names = [.. golden.RootElement.EnumerateObject().Select(network => network.Name)];
        Assert.That(names, Is.SubsetOf(ModelZoo.Architectures.Select(architecture => architecture.Name)));
        Assert.That(here.RootElement.EnumerateObject().Select(network => network.Name), Is.EqualTo(names));
        foreach (string name in names)
        {
            Assert.That(
                JsonElement.DeepEquals(here.RootElement.GetProperty(name), golden.RootElement.GetProperty(name)), name);
        }
    }

    private static JsonDocument Parse(string path) => JsonDocument.Parse(File.ReadAllText(path));
}
