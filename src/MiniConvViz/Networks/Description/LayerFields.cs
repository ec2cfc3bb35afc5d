using System.Text.Json;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Description;

/// <summary>
/// The fields of one JSON object, read by name and type. A field that was never read is unknown, and
/// <see cref="CheckAllRead"/> reports it.
/// </summary>
/// <param name="element">The object.</param>
/// <param name="place">Its place in the file, for messages: <c>net.json: layers[2] (conv2)</c>.</param>
internal sealed class LayerFields(JsonElement element, string place)
{
    private readonly List<string> _asked = [];

    /// <summary>The object's place in the file.</summary>
    public string Place => place;

    /// <summary>A required text.</summary>
    public string Text(string field) => Find(field) is { ValueKind: JsonValueKind.String } value
        ? value.GetString()!
        : throw Expected(field, "a text");

    /// <summary>A required whole number.</summary>
    public int Whole(string field, int least, int most)
    {
        string range = $"a whole number from {least} to {most}";
        return Find(field) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt32(out int number) && number >= least && number <= most
            ? number
            : throw Expected(field, range);
    }

    /// <summary>A whole number, or another where it is left out.</summary>
    public int Whole(string field, int least, int most, int otherwise) =>
        Find(field) is null ? otherwise : Whole(field, least, most);

    /// <summary>A finite number, or another where it is left out.</summary>
    public float Number(string field, float otherwise) => Find(field) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.Number } value when float.IsFinite(value.GetSingle()) => value.GetSingle(),
        _ => throw Expected(field, "a number"),
    };

    /// <summary>true or false, or the given value where it is left out.</summary>
    public bool Flag(string field, bool otherwise) => Find(field) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Expected(field, "true or false"),
    };

    /// <summary>A size, <c>3</c> or <c>[3, 5]</c>, or another where it is left out.</summary>
    public Extent2d Extent(string field, int least, int most, Extent2d? otherwise)
    {
        switch (Find(field))
        {
            case null when otherwise is Extent2d extent:
                return extent;
            case { ValueKind: JsonValueKind.Array } pair when pair.GetArrayLength() == 2:
                return (Side(pair[0]), Side(pair[1]));
            case { } both:
                return Side(both);
            default:
                throw Expected(field, "a whole number, or two of them in brackets");
        }

        int Side(JsonElement side) =>
            side.ValueKind == JsonValueKind.Number && side.TryGetInt32(out int number)
            && number >= least && number <= most
                ? number
                : throw Expected(field, $"a whole number from {least} to {most}, or two of them in brackets");
    }

    /// <summary>A list of numbers, texts or objects; empty where it is left out.</summary>
    public IReadOnlyList<JsonElement> List(string field, JsonValueKind kind, string of) => Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == kind) =>
            [.. list.EnumerateArray()],
        _ => throw Expected(field, $"a list of {of}"),
    };

    /// <summary>A required object.</summary>
    public LayerFields Object(string field) => Find(field) is { ValueKind: JsonValueKind.Object } value
        ? new LayerFields(value, $"{place}: {field}")
        : throw Expected(field, "an object");

    /// <summary>Whether the field exists.</summary>
    public bool Has(string field) => Find(field) is not null;

    /// <summary>Checks that every field was read.</summary>
    /// <exception cref="UnreadableInputException">A field was not read.</exception>
    public void CheckAllRead()
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!_asked.Contains(property.Name))
            {
                throw Problem($"'{PrintableText.Of(property.Name)}' is unknown here; expected {string.Join(", ", _asked)}");
            }
        }
    }

    /// <summary>An exception with the object's place and a problem.</summary>
    public UnreadableInputException Problem(string text) => new($"{place}: {text}");

    private JsonElement? Find(string field)
    {
        if (!_asked.Contains(field))
        {
            _asked.Add(field);
        }

        return element.TryGetProperty(field, out JsonElement value) ? value : null;
    }

    private UnreadableInputException Expected(string field, string what) => Problem(
        $"'{field}' {(element.TryGetProperty(field, out _) ? "is" : "is missing:")} "
        + (element.TryGetProperty(field, out JsonElement got) ? $"{Short(got)}, expected {what}" : $"expected {what}"));

    private static string Short(JsonElement value)
    {
        const int longest = 40;
        string text = PrintableText.Of(value.GetRawText());
        return text.Length <= longest ? text : $"{text[..longest]}...";
    }
}
