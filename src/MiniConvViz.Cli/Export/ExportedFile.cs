using System.Text.Json.Serialization;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>export</c> for one input.</summary>
/// <param name="Image">The input's file.</param>
/// <param name="Path">The written file or folder.</param>
/// <param name="Tensors">The number of arrays in it.</param>
internal sealed record ExportedFile(string Image, string Path, int Tensors);

/// <summary>Writes the list without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<ExportedFile>))]
internal sealed partial class ExportedFilesJson : JsonSerializerContext;
