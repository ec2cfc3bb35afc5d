namespace MiniConvViz.Formats.HuggingFace;

/// <summary>
/// The folder of a Hugging Face model: weights in one file or in several that an index lists, and <c>config.json</c>.
/// <code>
/// config.json                        "architectures", "model_type", timm's "architecture", "id2label"
/// model.safetensors                  or pytorch_model.bin
/// model.safetensors.index.json       or pytorch_model.bin.index.json: { "weight_map": { name: file } }
/// model-00001-of-00002.safetensors   the files that it lists
/// </code>
/// </summary>
/// <remarks>Source: https://huggingface.co/docs/transformers/big_models</remarks>
internal static class ModelFolder
{
    private const string Config = "config.json";

    /// <summary>The file names that are searched, the preferred first; an index comes after a whole file.</summary>
    private static readonly string[] Usual =
    [
        "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
    ];

    /// <summary>The weights of a folder.</summary>
    /// <exception cref="UnreadableInputException">It has none under the usual names, or they cannot be
    /// read.</exception>
    /// <exception cref="UnsupportedModelException">It holds an adapter.</exception>
    public static StateDict Read(string folder, string? key, string? prefix)
    {
        string? name = Array.Find(Usual, usual => File.Exists(Path.Combine(folder, usual)));
        if (name is null && Directory.EnumerateFiles(folder, "adapter_model.*").Any())
        {
            throw Adapters.Refusal(folder, "adapter_model");
        }

        if (name is null)
        {
            throw new UnreadableInputException($"{folder}: this is a folder; give the weights file inside it, or the "
                + $"folder of a Hugging Face model with {string.Join(", ", Usual)}");
        }

        using CheckpointFile file = CheckpointFile.Open(Path.Combine(folder, name));
        if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            return ReadIndex(file, prefix);
        }

        (string format, CheckpointContent content) = CheckpointReading.ReadContent(file, key);
        return CheckpointReading.Finished(
            file.Stamp.Path, format, CheckpointReading.Under(file, WithConfig(file, content), prefix));
    }

    /// <summary>The weights of all files that an index lists.</summary>
    /// <exception cref="UnreadableInputException">A file or a tensor is missing, or two files hold the
    /// same.</exception>
    public static StateDict ReadIndex(CheckpointFile index, string? prefix)
    {
        Dictionary<string, string> map = SplitIndex.Read(index);
        List<KeyValuePair<string, ITensorSource>> tensors = [];
        HashSet<string> found = [];
        string folder = Path.GetDirectoryName(index.Stamp.Path)!;
        string[] names = [.. map.Values.Distinct()];
        foreach (string name in names)
        {
            using CheckpointFile shard = OpenShard(index, folder, name, names.Length);
            (_, CheckpointContent part) = CheckpointReading.ReadContent(shard, key: null);
            foreach (KeyValuePair<string, ITensorSource> tensor in part.Tensors)
            {
                if (!found.Add(tensor.Key) || tensors.Count == CheckpointLimits.Names)
                {
                    throw shard.Error($"{Quoted.Name(tensor.Key)} is in another of the files as well, or there are "
                        + $"more than {CheckpointLimits.Names} tensors");
                }

                tensors.Add(tensor);
            }
        }

        List<string> missing = [.. map.Keys.Where(
            tensor => !found.Contains(tensor) && !found.Contains(CheckpointPrefixes.NameWithoutWrappers(tensor)))];
        if (missing.Count > 0)
        {
            throw index.Error($"lists {Counted.Of(missing.Count, "tensor")} that no file holds: "
                + $"{Quoted.Names(missing)}; fetch the files again");
        }

        CheckpointContent content = new(
            tensors,
            new Dictionary<string, string>(),
            [$"read {Counted.Of(names.Length, "file")} that the index lists"]);
        content = CheckpointPrefixes.WithoutWrappers(WithConfig(index, content));
        return CheckpointReading.Finished(
            index.Stamp.Path, "Hugging Face", CheckpointReading.Under(index, content, prefix));
    }

    private static CheckpointFile OpenShard(CheckpointFile index, string folder, string name, int count)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path)
            ? CheckpointFile.Open(path)
            : throw index.Error($"lists {Counted.Of(count, "file")}, of which {Quoted.Name(name)} is missing; "
                + "fetch it, too, and put it beside the index");
    }

    /// <summary>Adds the content of <c>config.json</c>, if it is in the same folder.</summary>
    private static CheckpointContent WithConfig(CheckpointFile file, CheckpointContent content)
    {
        string path = Path.Combine(Path.GetDirectoryName(file.Stamp.Path)!, Config);
        if (!File.Exists(path))
        {
            return content;
        }

        using CheckpointFile settings = CheckpointFile.Open(path);
        ModelConfig config = ModelConfig.Read(settings);
        Dictionary<string, string> metadata = new(content.Metadata);
        foreach ((string name, string value) in config.Values)
        {
            metadata.TryAdd(name, value);
        }

        return content with { Metadata = metadata, ClassNames = config.ClassNames };
    }
}
