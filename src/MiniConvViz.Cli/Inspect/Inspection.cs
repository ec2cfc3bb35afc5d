using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>What <c>inspect</c> tells, as a table or as JSON.</summary>
/// <param name="Model">The network's name.</param>
/// <param name="Input">The shape of its first input.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="MultiplyAdds">Those of one run over that input.</param>
/// <param name="Classes">The names of its classes, where they are known.</param>
/// <param name="Algorithms">What each algorithm in the nodes' <see cref="InspectedNode.Cpu"/> does.</param>
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
    /// What the cpu device does at each node: an algorithm, <c>in layer1.0.conv1</c> where it is computed along with
    /// another, and behind a plus how its numbers are laid out anew.
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
/// One node of an <see cref="Inspection"/>; <paramref name="Cpu"/> says what the cpu device does there with nothing
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
