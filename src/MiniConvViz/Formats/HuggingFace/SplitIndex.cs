using System.Text.Json;

namespace MiniConvViz.Formats.HuggingFace;

/// <summary>
/// The file of each tensor: <c>{ "metadata": { ... }, "weight_map": { "conv1.weight": "model-00001-of-00002.bin" }
/// }</c>. The files are in the index's folder; a name that leads to another folder is refused.
/// </summary>
internal static class SplitIndex
{
    private const int MostBytes = 32 << 20;
    private const int MostFiles = 1000;

    /// <summary>File names by tensor names, in the index's order.</summary>
    /// <exception cref="UnreadableInputException">It is no index, or names files in other folders.</exception>
    public static Dictionary<string, string> Read(CheckpointFile file)
    {
        if (file.Length > MostBytes)
        {
            throw file.Error($"has {file.Length} bytes, expected an index of at most {MostBytes}");
        }

        byte[] json = new byte[file.Length];
        file.ReadExactly(0, json, "the index");
        try
        {
            return Parse(json);
        }
        catch (Exception problem) when (problem is FormatException or JsonException or InvalidOperationException)
        {
            throw file.Error($"is JSON text but not the index of a split model: {problem.Message}; give the file "
                + "or the folder that holds the tensors");
        }
    }

    private static Dictionary<string, string> Parse(byte[] json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 64 });
        Dictionary<string, string>? map = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.GetString() != "weight_map" || map is not null)
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            map = ReadMap(ref reader);
        }

        return map is { Count: > 0 } ? map : throw new FormatException("it has no 'weight_map' with names of tensors");
    }

    private static Dictionary<string, string> ReadMap(ref Utf8JsonReader reader)
    {
        Dictionary<string, string> map = [];
        Dictionary<string, string> files = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = reader.GetString()!;
            reader.Read();
            string name = reader.GetString() ?? "";
            if (files.TryAdd(name, name))
            {
                CheckName(name, files.Count);
            }

            if (map.Count == CheckpointLimits.Names || !map.TryAdd(tensor, files[name]))
            {
                throw new FormatException(
                    $"{Quoted.Name(tensor)} occurs twice, or there are more than {CheckpointLimits.Names} names");
            }
        }

        return map;
    }

    private static void CheckName(string name, int count)
    {
        if (name is "" or "." or ".." || name.AsSpan().IndexOfAny("/\\:\0") >= 0)
        {
            throw new FormatException(
                $"it names the file {Quoted.Name(name)}, expected one beside the index, without folders");
        }

        if (count > MostFiles)
        {
            throw new FormatException($"it names more than {MostFiles} files");
        }
    }
}
