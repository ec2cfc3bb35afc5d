using System.Text.Json;

namespace MiniConvViz.Formats.SafeTensors;

/// <summary>The JSON header of a safetensors file, token by token: small, without recursion, and strict.</summary>
internal sealed class SafeTensorsHeader
{
    private const string MetadataKey = "__metadata__";
    private readonly HashSet<string> _names = [];
    private readonly List<SafeTensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];

    private SafeTensorsHeader()
    {
    }

    /// <summary>All tensors in the header's order.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries => _entries;

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Parses the header.</summary>
    /// <exception cref="UnreadableInputException">
    /// It is not JSON of the form that the format prescribes, names something twice, or uses an unsupported dtype.
    /// </exception>
    public static SafeTensorsHeader Parse(CheckpointFile file, ReadOnlySpan<byte> json)
    {
        SafeTensorsHeader header = new();
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            reader.Read();
            header.ReadAll(ref reader);
            if (reader.Read())
            {
                throw new FormatException("something follows the closing brace");
            }

            return header;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw file.Error($"safetensors header, byte {reader.TokenStartIndex}: {e.Message}");
        }
    }

    private void ReadAll(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader) is string name)
        {
            if (!_names.Add(name))
            {
                throw new FormatException($"{Quoted.Name(name)} occurs twice");
            }

            if (_names.Count + _metadata.Count > CheckpointLimits.Names)
            {
                throw new FormatException($"more than {CheckpointLimits.Names} names");
            }

            Expect(ref reader, JsonTokenType.StartObject, name);
            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                _entries.Add(ReadEntry(ref reader, name));
            }
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (NextProperty(ref reader) is string key)
        {
            Expect(ref reader, JsonTokenType.String, key);
            if (_metadata.Count >= CheckpointLimits.Names || !_metadata.TryAdd(key, reader.GetString()!))
            {
                throw new FormatException($"metadata {Quoted.Name(key)} occurs twice, or there is too much of it");
            }
        }
    }

    private static SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        DType? dtype = null;
        IReadOnlyList<long>? shape = null;
        IReadOnlyList<long>? offsets = null;
        while (NextProperty(ref reader) is string key)
        {
            switch (key)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, key);
                    dtype = SafeTensorsDType.Parse(name, reader.GetString()!);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, key);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, key);
                    break;
                default:
                    throw new FormatException($"{Quoted.Name(name)} has an unknown or repeated field "
                        + $"{Quoted.Name(key)}");
            }
        }

        if (dtype is null || shape is null || offsets is not [long begin, long end] || end < begin)
        {
            throw new FormatException(
                $"{Quoted.Name(name)} needs a dtype, a shape and data_offsets [begin, end] with begin <= end");
        }

        if (TensorExtents.Count(shape) is not Int128 count || count * dtype.Value.ItemSize() != end - begin)
        {
            throw new FormatException($"{Quoted.Name(name)}: {dtype.Value.Name()} [{string.Join(',', shape)}] does "
                + $"not take the {end - begin} bytes that its data_offsets give it; the file is damaged");
        }

        return new SafeTensorsEntry(name, dtype.Value, TensorExtents.ToShape(shape), begin, end);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string key)
    {
        Expect(ref reader, JsonTokenType.StartArray, key);
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (numbers.Count >= CheckpointLimits.Rank || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw new FormatException(
                    $"{Quoted.Name(key)} expects at most {CheckpointLimits.Rank} whole numbers from 0 to 2^63 - 1");
            }

            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw new FormatException($"{Quoted.Name(key)} expects whole numbers, got {reader.TokenType}");
    }

    /// <summary>The next key of the current object, or null at its end.</summary>
    private static string? NextProperty(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string key)
    {
        reader.Read();
        if (reader.TokenType != type)
        {
            throw new FormatException($"{Quoted.Name(key)} expects {type}, got {reader.TokenType}");
        }
    }
}
