using System.Text.Json;

namespace MiniConvViz.Formats.HuggingFace;

/// <summary>
/// The plain values of <c>config.json</c>, which say what the network is: <c>architecture</c> (timm's),
/// <c>architectures</c> and <c>model_type</c>.
/// </summary>
internal static class ModelConfig
{
    private const int MostBytes = 1 << 20;
    private const int MostEntries = 1000;

    /// <summary>Texts, numbers and truths of the outermost object; of <c>architectures</c> the first.</summary>
    /// <exception cref="UnreadableInputException">It is larger than any, or no JSON object.</exception>
    public static Dictionary<string, string> Read(CheckpointFile file)
    {
        if (file.Length > MostBytes)
        {
            throw file.Error($"has {file.Length} bytes, expected the settings of a model in at most {MostBytes}");
        }

        byte[] json = new byte[file.Length];
        file.ReadExactly(0, json, "the settings");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Dictionary<string, string> values = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject().Take(MostEntries))
            {
                if (Plain(property.Value) is string value)
                {
                    values[property.Name] = value;
                }
            }

            return values;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw file.Error($"is not the JSON object that a model's settings are: {problem.Message}");
        }
    }

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind.Array when value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.String =>
            value[0].GetString(),
        _ => null,
    };
}
