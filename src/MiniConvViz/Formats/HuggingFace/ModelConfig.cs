using System.Globalization;
using System.Text.Json;

namespace MiniConvViz.Formats.HuggingFace;

/// <summary>
/// The settings of a network in <c>config.json</c>: <c>architecture</c> (timm's), <c>architectures</c> and
/// <c>model_type</c>, and the names of its classes (<c>id2label</c>, timm's <c>label_names</c>).
/// </summary>
/// <param name="Values">Texts, numbers and booleans of the outermost object; of <c>architectures</c> the first.</param>
/// <param name="ClassNames">One per output; empty where they are missing, or only numbered.</param>
internal sealed record ModelConfig(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> ClassNames)
{
    private const int MostBytes = 16 << 20;
    private const int MostEntries = 1000;
    private const int MostClasses = 100_000;

    /// <summary>The text that transformers writes for a class without a name.</summary>
    private const string Unnamed = "LABEL_0";

    /// <summary>The settings.</summary>
    /// <exception cref="UnreadableInputException">The file is too large, or no JSON object.</exception>
    public static ModelConfig Read(CheckpointFile file)
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
            IReadOnlyList<string> classes = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject().Take(MostEntries))
            {
                if (Plain(property.Value) is string value)
                {
                    values[property.Name] = value;
                }

                classes = property.Name is "id2label" or "label_names" ? Classes(property.Value) : classes;
            }

            return new ModelConfig(values, classes);
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

    /// <summary>A list of texts, or texts by their indices: <c>{ "0": "cat", "1": "dog" }</c>.</summary>
    private static IReadOnlyList<string> Classes(JsonElement names)
    {
        Dictionary<int, string> byIndex = [];
        IEnumerable<(string Index, JsonElement Name)> pairs = names.ValueKind switch
        {
            JsonValueKind.Object => names.EnumerateObject().Select(pair => (pair.Name, pair.Value)),
            JsonValueKind.Array => names.EnumerateArray().Select((name, i) => ($"{i}", name)),
            _ => [],
        };
        foreach ((string index, JsonElement name) in pairs.Take(MostClasses))
        {
            if (name.ValueKind != JsonValueKind.String
                || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int at)
                || !byIndex.TryAdd(at, name.GetString()!))
            {
                return [];
            }
        }

        bool isWhole = Enumerable.Range(0, byIndex.Count).All(byIndex.ContainsKey);
        return isWhole && byIndex.GetValueOrDefault(0, Unnamed) != Unnamed
            ? [.. Enumerable.Range(0, byIndex.Count).Select(i => byIndex[i])]
            : [];
    }
}
