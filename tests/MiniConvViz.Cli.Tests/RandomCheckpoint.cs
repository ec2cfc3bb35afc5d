using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary>Checkpoints for networks that have none here: right names and shapes, random numbers.</summary>
internal static class RandomCheckpoint
{
    /// <summary>Writes a .safetensors file, without the parameters of one node where the test wants that.</summary>
    public static string Write(string path, string model, int classes, string? leaveOut = null)
    {
        Network network = ModelZoo.Find(model).Build(new RandomParameters(seed: 1), classes);
        IEnumerable<Node> written = network.Nodes.Where(node => node.Name != leaveOut);
        SafeTensorsWriter.Write(path, written.SelectMany(node => node.Operator.Parameters.Select(parameter =>
            KeyValuePair.Create($"{node.Name}.{parameter.Name}", parameter.Value))));
        return path;
    }
}
