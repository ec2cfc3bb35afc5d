using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary>Checkpoints for networks that have none here: right names and shapes, random numbers.</summary>
internal static class RandomCheckpoint
{
    /// <summary>Writes a .safetensors file.</summary>
    public static string Write(string path, string model, int classes)
    {
        Network network = ModelZoo.Find(model).Build(new RandomParameters(seed: 1), classes);
        SafeTensorsWriter.Write(path, network.Nodes.SelectMany(node => node.Operator.Parameters.Select(parameter =>
            KeyValuePair.Create($"{node.Name}.{parameter.Name}", parameter.Value))));
        return path;
    }
}
