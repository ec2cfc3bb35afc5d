using System.Text.Json.Serialization;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>What <c>inspect</c> tells of a checkpoint alone: its tensors, and the models they fit.</summary>
internal sealed record CheckpointInspection(
    string Weights,
    string Format,
    long Numbers,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Notes,
    IReadOnlyList<InspectedTensor> Tensors)
{
    public static CheckpointInspection Of(StateDict checkpoint) => new(
        Path.GetFileName(checkpoint.Path),
        checkpoint.Format,
        checkpoint.Tensors.Sum(tensor => (long)tensor.Shape.Count),
        [.. ModelZoo.Fitting(checkpoint).Select(architecture => architecture.Name)],
        checkpoint.Notes,
        [.. checkpoint.Tensors.Select(tensor => new InspectedTensor(
            tensor.Name, tensor.DType.Name(), tensor.Shape.Extents.ToArray(), tensor.SharedWith))]);
}

/// <summary>One tensor of a <see cref="CheckpointInspection"/>.</summary>
internal sealed record InspectedTensor(string Name, string Type, int[] Shape, string? SharedWith);

/// <summary>Writes inspections without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CheckpointInspection))]
internal sealed partial class CheckpointInspectionJson : JsonSerializerContext;
