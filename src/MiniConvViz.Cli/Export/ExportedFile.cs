using System.Text.Json.Serialization;

namespace MiniConvViz.Cli;

/// <summary>What <c>export</c> wrote of one input.</summary>
/// <param name="Image">The input's file.</param>
/// <param name="Path">The file, or the folder, that was written.</param>
/// <param name="Tensors">How many arrays it holds.</param>
internal sealed record ExportedFile(string Image, string Path, int Tensors);

/// <summary>Writes the list without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<ExportedFile>))]
internal sealed partial class ExportedFilesJson : JsonSerializerContext;
