using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>What <c>inspect</c> tells, as a table or as JSON.</summary>
internal sealed record Inspection(
    string Model, int[] Input, long Parameters, long MultiplyAdds, IReadOnlyList<string> Classes, IReadOnlyList<InspectedNode> Nodes)
{
    public static Inspection Of(Network network, IReadOnlyList<Shape> inputs)
    {
        Shape[] shapes = network.InferShapes(inputs);
        long[] multiplyAdds = network.MultiplyAdds(inputs);
        ReceptiveField[] fields = ReceptiveField.Of(network);
        return new Inspection(
            network.Name,
            inputs.Count > 0 ? inputs[0].Extents.ToArray() : [],
            network.ParameterCount,
            multiplyAdds.Sum(),
            network.Card.ClassNames,
            [.. network.Nodes.Select(node => new InspectedNode(
                node.Index,
                node.Name,
                node.Remark.Length > 0 ? $"{node.Operator}, {node.Remark}" : node.Operator.ToString(),
                [.. node.Inputs.Select(source => source.Name)],
                shapes[node.Index].Extents.ToArray(),
                node.Operator.Parameters.Sum(parameter => parameter.LearnedCount),
                multiplyAdds[node.Index],
                fields[node.Index].ToString()))]);
    }
}

/// <summary>One node of an <see cref="Inspection"/>.</summary>
internal sealed record InspectedNode(
    int Index,
    string Name,
    string Operator,
    string[] Inputs,
    int[] Shape,
    long Parameters,
    long MultiplyAdds,
    string ReceptiveField);

/// <summary>Writes inspections without reflection, which would cost start-up time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Inspection))]
internal sealed partial class InspectionJson : JsonSerializerContext;
