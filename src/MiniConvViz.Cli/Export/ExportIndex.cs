using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniConvViz.Cli;

/// <summary>
/// The <c>index.json</c> of a folder of arrays: where they came from, and each node's file.
/// </summary>
/// <remarks>
/// <code>
/// { "model": "resnet18", "weights": "resnet18.pth", "image": "cat.jpg", "device": "cpu",
///   "files": { "input": "input.npy", "layer1.0.conv1": "layer1.0.conv1.npy" } }
/// </code>
/// Where nodes are laid out as [N,H,W,C], <c>"channelsLast": "name, name"</c> names them; where nodes of an ONNX file
/// cannot be computed, <c>"missing"</c> says which.
/// </remarks>
internal sealed record ExportIndex(IReadOnlyDictionary<string, string> Facts, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Writes the file atomically.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using Utf8JsonWriter json = new(stream, options);
        json.WriteStartObject();
        WriteAll(json, Facts);
        json.WriteStartObject("files");
        WriteAll(json, Files);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void WriteAll(Utf8JsonWriter json, IReadOnlyDictionary<string, string> texts)
    {
        foreach ((string name, string text) in texts)
        {
            json.WriteString(name, text);
        }
    }
}
