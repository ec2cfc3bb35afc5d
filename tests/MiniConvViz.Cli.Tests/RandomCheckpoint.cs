using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary>Checkpoints with the right names and shapes, and random values.</summary>
internal static class RandomCheckpoint
{
    /// <summary>Writes a .safetensors file, optionally without the parameters of one node.</summary>
    public static string Write(string path, string model, int classes, string? leaveOut = null)
    {
        Network network = ModelZoo.Find(model).Build(new RandomParameters(seed: 1), classes);
        IEnumerable<Node> written = network.Nodes.Where(node => node.Name != leaveOut);
        SafeTensorsWriter.Write(path, written.SelectMany(node => node.Operator.Parameters.Select(parameter =>
            KeyValuePair.Create($"{node.Name}.{parameter.Name}", parameter.Value))));
        return path;
    }
}
