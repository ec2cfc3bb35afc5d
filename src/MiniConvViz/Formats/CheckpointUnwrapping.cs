using MiniConvViz.Formats.PyTorch;

namespace MiniConvViz.Formats;

/// <summary>
/// Finds the weights in a pickled object: the state_dict itself, or one inside a training script's dicts, together with
/// objects of all kinds.
/// </summary>
internal static class CheckpointUnwrapping
{
    /// <summary>The tensors of a pickled object.</summary>
    /// <param name="file">The file it came from.</param>
    /// <param name="root">The object.</param>
    /// <param name="key">The key of the dict of tensors; null for the most usual one.</param>
    /// <exception cref="UnreadableInputException">There is no dict of tensors, or none under that key.</exception>
    public static CheckpointContent Unwrap(CheckpointFile file, PickleValue root, string? key)
    {
        List<PickledWeights> found = PickledWeightsSearch.Find(root, everything: key is not null);
        if (found.Count == 0)
        {
            throw NoWeights(file, root);
        }

        List<PickledWeights> meant = key is null ? found : [.. found.Where(place => place.IsMeantBy(key))];
        if (meant.Count == 0)
        {
            throw file.Error($"has no dict of tensors under the key {Quoted.Name(key!)}; it has {List(found)}");
        }

        List<string> notes = [];
        Dictionary<string, string> metadata = [];
        (PickledWeights chosen, IReadOnlyList<PickledWeights> asWell) = PickledWeightsSearch.Choose(meant);
        foreach (PickledWeights step in chosen.Way)
        {
            Describe(step, notes, metadata);
        }

        string? choice = asWell.Count == 0
            ? null
            : $"chose {List([chosen])}; {List(asWell)} could be meant as well; the key chooses";
        notes.AddRange(choice is null ? [] : [choice]);

        PickleDict dict = PickleDict.Of(chosen.Value)!;
        List<KeyValuePair<string, ITensorSource>> tensors = Tensors(file, dict, notes);
        CollectMetadata(dict, metadata, except: [.. tensors.Select(tensor => tensor.Key)]);
        return CheckpointPrefixes.WithoutWrappers(new(tensors, metadata, notes)
        {
            Choice = choice,
            ClassHint = NetworkOf(root),
            Subscripts = string.Concat(chosen.Way.Select(step => step.Subscript)),
        });
    }

    private static string List(IReadOnlyCollection<PickledWeights> places) => Quoted.Some(
        places, place => (place.Path.Length == 0 ? "the outermost dict" : Quoted.Name(place.Path))
            + $" ({Counted.Of(place.Tensors, "tensor")})");

    /// <summary>Adds a note on the outer dict of a chosen dict, and on its other entries.</summary>
    private static void Describe(PickledWeights step, List<string> notes, Dictionary<string, string> metadata)
    {
        List<string> beside = [];
        if (PickleDict.Of(step.Outer!.Value) is PickleDict outer)
        {
            beside = [.. TextKeys(outer).Where(other => other != step.Key)];
            CollectMetadata(outer, metadata, except: []);
        }

        notes.Add($"unwrapped {Quoted.Name(step.Key)}"
            + (beside.Count == 0 ? "" : $", beside it: {Quoted.Names(beside)}"));
    }

    private static IEnumerable<string> TextKeys(PickleDict dict) =>
        dict.Items.Select(pair => pair.Key).OfType<PickleText>().Select(key => key.Value);

    private static UnreadableInputException NoWeights(CheckpointFile file, PickleValue root)
    {
        if (FindModule(root) is string module)
        {
            return file.Error($"holds a whole pickled module ({Quoted.Name(module)}), not a state_dict, and a pickle "
                + "is never executed; in Python: torch.save(model.state_dict(), path), or export it to ONNX");
        }

        string what = root is PickleDict { Items.Count: > 0 } dict
            ? $"a dict of {Quoted.Names([.. TextKeys(dict)])}"
            : root.ToString()!;
        string remedy = root is PickleTensor
            ? "give it as the network's input"
            : "in Python: torch.save(model.state_dict(), path)";
        return file.Error($"holds {what}, not a state_dict; {remedy}");
    }

    /// <summary>The class of a network that was pickled as a whole, at the top or under a key; else null.</summary>
    private static string? FindModule(PickleValue root) => root switch
    {
        PickleGlobal { Kind: TorchGlobalKind.Other } type => type.Name,
        PickleObject { TensorProblem: null } whole => whole.Type,
        _ => PickleDict.Of(root)?.Items
            .Select(pair => pair.Value)
            .OfType<PickleObject>()
            .FirstOrDefault(IsModule)?.Type,
    };

    /// <summary>
    /// The class of a user's network in the same file as the weights; a loss of PyTorch does not count.
    /// </summary>
    private static string? NetworkOf(PickleValue root) => PickleDict.Of(root)?.Items
        .Select(pair => pair.Value)
        .OfType<PickleObject>()
        .FirstOrDefault(whole => IsModule(whole) && !whole.Type.StartsWith("torch.", StringComparison.Ordinal))?.Type;

    private static bool IsModule(PickleObject whole) =>
        TorchGlobals.IsModule(whole.Type) || (whole.State is PickleDict state && state.TryGet("_modules", out _));

    private static List<KeyValuePair<string, ITensorSource>> Tensors(
        CheckpointFile file, PickleDict dict, List<string> notes)
    {
        List<KeyValuePair<string, ITensorSource>> tensors = [];
        List<string> others = [];
        bool isNumpy = dict.Items.All(pair => pair.Value is not PickleTensor);
        foreach ((PickleValue key, PickleValue value) in dict.Items)
        {
            string name = key is PickleText text ? text.Value : key.ToString()!;
            if (value is PickleObject { TensorProblem: string problem })
            {
                throw file.Error($"{Quoted.Name(name)}: {problem}");
            }

            if (key is PickleText && value is PickleTensor tensor)
            {
                tensors.Add(new(name, Locate(file, name, tensor)));
            }
            else if (key is PickleText && isNumpy && PickledArray.Find(value) is PickledArray array)
            {
                tensors.Add(new(name, array.Locate(file, name)));
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

    /// <summary>A pickled tensor in its file.</summary>
    /// <exception cref="UnreadableInputException">The file does not contain its values.</exception>
    public static StoredTensor Locate(CheckpointFile file, string name, PickleTensor tensor)
    {
        StoredBytes bytes = tensor.Storage.Bytes
            ?? throw file.Error($"{Quoted.Name(name)} lies in storage {Quoted.Name(tensor.Storage.Key)}, which the "
                + "file does not hold; it is damaged, fetch it again");
        return new StoredTensor(file.Stamp, bytes, tensor.DType, tensor.Offset, tensor.Shape, tensor.Strides);
    }

    private static void CollectMetadata(
        PickleDict dict, Dictionary<string, string> metadata, HashSet<string> except)
    {
        foreach ((PickleValue key, PickleValue value) in dict.Items)
        {
            if (key is PickleText name && !except.Contains(name.Value) && PickleDescription.Of(value) is string text)
            {
                metadata.TryAdd(name.Value, text);
            }
        }
    }
}
