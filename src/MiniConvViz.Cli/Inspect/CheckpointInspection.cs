using System.Text.Json.Serialization;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>
/// The output of <c>inspect</c> for a checkpoint alone: its tensors, its metadata, and the models that they fit.
/// </summary>
internal sealed record CheckpointInspection(
    string Weights,
    string Format,
    long Numbers,
    IReadOnlyList<string> Models,
    IReadOnlyList<NearModel> Near,
    IReadOnlyList<string> Export,
    IReadOnlyList<string> Notes,
    IReadOnlyDictionary<string, string> Beside,
    IReadOnlyList<InspectedTensor> Tensors)
{
    public static CheckpointInspection Of(StateDict checkpoint)
    {
        IReadOnlyList<Architecture> models = ModelZoo.Fitting(checkpoint);
        return new CheckpointInspection(
            Path.GetFileName(checkpoint.Path),
            checkpoint.Format,
            checkpoint.Tensors.Sum(tensor => (long)tensor.Shape.Count),
            [.. models.Select(architecture => architecture.Name)],
            models.Count > 0 ? [] : [.. ModelZoo.Nearest(checkpoint).Select(
                near => new NearModel(near.Architecture.Name, near.Agreeing))],
            models.Count > 0 ? [] : PythonExport.For(checkpoint),
            models is [Architecture only] ? NotesOf(ModelZoo.Fit(only, checkpoint)!) : checkpoint.Notes,
            checkpoint.Metadata,
            [.. checkpoint.Tensors.Select(tensor => new InspectedTensor(
                tensor.Name, tensor.DType.Name(), tensor.Shape.Extents.ToArray(), tensor.SharedWith))]);
    }

    private static IReadOnlyList<string> NotesOf(FittingCheckpoint fitting) =>
        [.. fitting.Checkpoint.Notes, .. ModelZoo.VariantOf(fitting).Assumptions];
}

/// <summary>A model that a checkpoint nearly fits, and how many of its tensors have the right name and shape.</summary>
internal sealed record NearModel(string Model, int AgreeingTensors);

/// <summary>One tensor of a <see cref="CheckpointInspection"/>.</summary>
internal sealed record InspectedTensor(string Name, string Type, int[] Shape, string? SharedWith);

/// <summary>Writes inspections without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CheckpointInspection))]
internal sealed partial class CheckpointInspectionJson : JsonSerializerContext;
