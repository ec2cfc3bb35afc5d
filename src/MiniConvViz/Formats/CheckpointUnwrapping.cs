using System.Globalization;
using System.Numerics;
using MiniConvViz.Formats.PyTorch;

namespace MiniConvViz.Formats;

/// <summary>
/// Finds the weights in what people save: the state_dict itself, or a training script's dict around it; with the names
/// of the network, or of a wrapper around that.
/// </summary>
internal static class CheckpointUnwrapping
{
    private const int DeepestNesting = 4;

    /// <summary>Keys under which training scripts keep the weights, in the order they are tried.</summary>
    private static readonly string[] Wrappers =
        ["state_dict", "model_state_dict", "model", "net", "network", "module", "weights", "params"];

    /// <summary>Prefixes that nn.DataParallel and torch.compile put before every name.</summary>
    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    /// <summary>The tensors of a pickled object.</summary>
    /// <exception cref="UnreadableInputException">There is no dict of tensors where one may be expected.</exception>
    public static CheckpointContent Unwrap(CheckpointFile file, PickleValue root)
    {
        List<string> notes = [];
        Dictionary<string, string> metadata = [];
        PickleValue current = root;
        for (int depth = 0; depth < DeepestNesting && FindWrapper(current) is string key; depth++)
        {
            PickleDict outer = (PickleDict)current;
            List<string> beside = [.. TextKeys(outer).Where(other => other != key)];
            notes.Add($"unwrapped '{key}'" + (beside.Count == 0 ? "" : $", beside it: {Quoted.Names(beside)}"));
            CollectMetadata(outer, metadata);
            outer.TryGet(key, out PickleValue? inner);
            current = inner!;
        }

        if (current is not PickleDict dict || !HoldsTensors(dict))
        {
            throw file.Error($"holds {Describe(root)}, not a state_dict; "
                + "in Python: torch.save(model.state_dict(), path)");
        }

        CollectMetadata(dict, metadata);
        return WithoutPrefixes(new(Tensors(file, dict, notes), metadata, notes));
    }

    /// <summary>Drops <c>module.</c> and <c>_orig_mod.</c> where every name begins so, and notes it.</summary>
    public static CheckpointContent WithoutPrefixes(CheckpointContent content)
    {
        List<string> notes = [.. content.Notes];
        IReadOnlyList<KeyValuePair<string, StoredTensor>> tensors = content.Tensors;
        while (Array.Find(Prefixes, prefix => IsCommon(prefix, tensors)) is string common)
        {
            notes.Add($"removed the prefix '{common}' from {tensors.Count} names");
            tensors = [.. tensors.Select(pair => KeyValuePair.Create(pair.Key[common.Length..], pair.Value))];
        }

        return content with { Tensors = tensors, Notes = notes };
    }

    private static bool IsCommon(string prefix, IReadOnlyList<KeyValuePair<string, StoredTensor>> tensors) =>
        tensors.Count > 0
        && tensors.All(pair =>
            pair.Key.Length > prefix.Length && pair.Key.StartsWith(prefix, StringComparison.Ordinal));

    private static string? FindWrapper(PickleValue value) =>
        value is PickleDict dict
            ? Array.Find(Wrappers, key => dict.TryGet(key, out PickleValue? inner) && inner is PickleDict innerDict
                && (HoldsTensors(innerDict) || Array.Exists(Wrappers, nested => innerDict.TryGet(nested, out _))))
            : null;

    private static bool HoldsTensors(PickleDict dict) =>
        dict.Items.Exists(pair => pair is { Key: PickleText, Value: PickleTensor });

    private static IEnumerable<string> TextKeys(PickleDict dict) =>
        dict.Items.Select(pair => pair.Key).OfType<PickleText>().Select(key => key.Value);

    private static string Describe(PickleValue root) =>
        root is PickleDict { Items.Count: > 0 } dict
            ? $"a dict of {Quoted.Names([.. TextKeys(dict)])}"
            : root.ToString()!;

    private static List<KeyValuePair<string, StoredTensor>> Tensors(
        CheckpointFile file, PickleDict dict, List<string> notes)
    {
        List<KeyValuePair<string, StoredTensor>> tensors = [];
        List<string> others = [];
        foreach ((PickleValue key, PickleValue value) in dict.Items)
        {
            string name = key is PickleText text ? text.Value : key.ToString()!;
            if (key is PickleText && value is PickleTensor tensor)
            {
                tensors.Add(new(name, Locate(file, name, tensor)));
            }
            else
            {
                others.Add(name);
            }
        }

        if (tensors.Count > CheckpointLimits.Names)
        {
            throw file.Error($"holds {tensors.Count} tensors; at most {CheckpointLimits.Names} are supported");
        }

        if (others.Count > 0)
        {
            notes.Add($"left out {others.Count} entries that are not tensors: {Quoted.Names(others)}");
        }

        return tensors;
    }

    private static StoredTensor Locate(CheckpointFile file, string name, PickleTensor tensor)
    {
        StoredBytes bytes = tensor.Storage.Bytes
            ?? throw file.Error($"{Quoted.Name(name)} lies in storage {Quoted.Name(tensor.Storage.Key)}, which the "
                + "file does not hold; it is damaged, fetch it again");
        return new StoredTensor(file.Stamp, bytes, tensor.DType, tensor.Offset, tensor.Shape, tensor.Strides);
    }

    private static void CollectMetadata(PickleDict dict, Dictionary<string, string> metadata)
    {
        foreach ((PickleValue key, PickleValue value) in dict.Items)
        {
            string? text = value switch
            {
                PickleText { Value: string words } => words,
                PickleInteger { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
                PickleHugeInteger { Value: BigInteger number } => number.ToString(CultureInfo.InvariantCulture),
                PickleFloat { Value: double number } => number.ToString(CultureInfo.InvariantCulture),
                PickleBool => value.ToString(),
                _ => null,
            };
            if (key is PickleText name && text is not null)
            {
                metadata.TryAdd(name.Value, text);
            }
        }
    }
}
