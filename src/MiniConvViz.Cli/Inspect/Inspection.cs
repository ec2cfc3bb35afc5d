using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>inspect</c>, as a table or as JSON.</summary>
/// <param name="Model">The network's name.</param>
/// <param name="Input">The shape of its first input.</param>
/// <param name="Parameters">The number of learned values.</param>
/// <param name="MultiplyAdds">The multiply-adds of one run on that input.</param>
/// <param name="Classes">The names of its classes, where they are known.</param>
/// <param name="Algorithms">An explanation of each algorithm in the nodes' <see cref="InspectedNode.Cpu"/>.</param>
/// <param name="Nodes">Its nodes, in order.</param>
/// <param name="Missing">Nodes of its file that cannot be computed; null where there are none.</param>
internal sealed record Inspection(
    string Model,
    int[] Input,
    long Parameters,
    long MultiplyAdds,
    IReadOnlyList<string> Classes,
    IReadOnlyDictionary<string, string> Algorithms,
    IReadOnlyList<InspectedNode> Nodes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MissingNode>? Missing)
{
    public static Inspection Of(Network network, IReadOnlyList<Shape> inputs)
    {
        Shape[] shapes = network.InferShapes(inputs);
        long[] multiplyAdds = network.MultiplyAdds(inputs);
        ReceptiveField[] fields = ReceptiveField.Of(network);
        IReadOnlyList<OutlinedStep> steps = CpuOutline.Of(network, inputs);
        Dictionary<Node, string> cpu = CpuColumn(steps);
        return new Inspection(
            network.Name,
            inputs.Count > 0 ? inputs[0].Extents.ToArray() : [],
            network.ParameterCount,
            multiplyAdds.Sum(),
            network.Card.ClassNames,
            steps.Where(step => step.Explanation.Length > 0)
                .DistinctBy(step => step.Algorithm)
                .ToDictionary(step => step.Algorithm, step => step.Explanation),
            [.. network.Nodes.Select(node => new InspectedNode(
                node.Index,
                node.Name,
                node.Remark.Length > 0 ? $"{node.Operator}, {node.Remark}" : node.Operator.ToString(),
                [.. node.Inputs.Select(source => source.Name)],
                shapes[node.Index].Extents.ToArray(),
                node.Operator.Parameters.Sum(parameter => parameter.LearnedCount),
                multiplyAdds[node.Index],
                fields[node.Index].ToString(),
                cpu.GetValueOrDefault(node, "")))],
            MissingNodes.OrNull(network));
    }

    /// <summary>
    /// How the cpu device computes each node: an algorithm, or <c>in layer1.0.conv1</c> where it is fused into another
    /// node's step; a change of layout follows after a plus.
    /// </summary>
    private static Dictionary<Node, string> CpuColumn(IReadOnlyList<OutlinedStep> steps)
    {
        Dictionary<Node, string> column = [];
        foreach (OutlinedStep step in steps)
        {
            if (step.ChangesLayout)
            {
                column[step.Nodes[^1]] = $"{column.GetValueOrDefault(step.Nodes[^1])} + {step.Algorithm}".Trim();
                continue;
            }

            column[step.Nodes[0]] = step.Algorithm;
            foreach (Node member in step.Nodes.Skip(1))
            {
                column[member] = $"in {step.Nodes[0].Name}";
            }
        }

        return column;
    }
}

/// <summary>
/// One node of an <see cref="Inspection"/>; <paramref name="Cpu"/> is how the cpu device computes it where nothing is
/// tapped.
/// </summary>
internal sealed record InspectedNode(
    int Index,
    string Name,
    string Operator,
    string[] Inputs,
    int[] Shape,
    long Parameters,
    long MultiplyAdds,
    string ReceptiveField,
    string Cpu);

/// <summary>Writes inspections without reflection, which would cost start-up time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Inspection))]
internal sealed partial class InspectionJson : JsonSerializerContext;
