namespace MiniConvViz.Formats.PyTorch;

/// <summary>A dict of tensors somewhere in a pickled object.</summary>
/// <param name="Outer">The dict or list around it; null for the object itself.</param>
/// <param name="Key">Its key there.</param>
/// <param name="Value">The dict, or a list that contains one.</param>
internal sealed record PickledWeights(PickledWeights? Outer, string Key, PickleValue Value)
{
    /// <summary>
    /// Keys under which training scripts keep the weights, in the order they are preferred. Other names come before
    /// <c>model_ema</c>: trained weights are preferred to their average, and a generator to its discriminator.
    /// </summary>
    private static readonly string[] Preferred =
    [
        "state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "student", "netG",
        "generator", "weights", "params", Others, "model_ema", "state_dict_ema", "ema", "ema_state_dict", "ema_model",
        "params_ema", "teacher", "netD", "discriminator",
    ];

    private const string Others = "";

    /// <summary>The number of named tensors in the dict.</summary>
    public int Tensors { get; } = Count(PickleDict.Of(Value));

    /// <summary>The step from the dict or list around it in Python: <c>["model"]</c>, <c>[0]</c>.</summary>
    public string Subscript => Outer?.Value is PickleList or PickleTuple ? $"[{Key}]" : $"[{PythonText.Of(Key)}]";

    /// <summary>The number of keys that lead to it.</summary>
    public int Depth { get; } = Outer is null ? 0 : Outer.Depth + 1;

    /// <summary>From the object itself to this dict.</summary>
    public IReadOnlyList<PickledWeights> Way
    {
        get
        {
            List<PickledWeights> way = [];
            for (PickledWeights? at = this; at?.Outer is not null; at = at.Outer)
            {
                way.Add(at);
            }

            way.Reverse();
            return way;
        }
    }

    /// <summary>The keys that lead to it, with dots between: <c>model.state_dict</c>.</summary>
    public string Path => string.Join('.', Way.Select(step => step.Key));

    /// <summary>Whether a key selects this dict: its whole path, the end of the path, or one key in it.</summary>
    public bool IsMeantBy(string key) =>
        Path == key || Path.EndsWith("." + key, StringComparison.Ordinal) || Way.Any(step => step.Key == key);

    /// <summary>Whether <paramref name="other"/> contains this one.</summary>
    public bool IsInside(PickledWeights other) => other.Outer is null || Way.Contains(other);

    /// <summary>Orders dicts by the names that lead to them, the most usual first, the object itself last.</summary>
    public static int CompareNames(PickledWeights a, PickledWeights b)
    {
        (IReadOnlyList<PickledWeights> first, IReadOnlyList<PickledWeights> second) = (a.Way, b.Way);
        for (int i = 0; i < Math.Min(first.Count, second.Count); i++)
        {
            int order = Rank(first[i].Key).CompareTo(Rank(second[i].Key));
            if (order != 0)
            {
                return order;
            }
        }

        return (first.Count == 0).CompareTo(second.Count == 0);
    }

    /// <summary>PyTorch's tensors; where there are none, NumPy's arrays.</summary>
    private static int Count(PickleDict? dict)
    {
        int tensors = dict?.Items.Count(
            pair => pair is { Key: PickleText, Value: PickleTensor or PickleObject { TensorProblem: not null } }) ?? 0;
        return tensors > 0 || dict is null
            ? tensors
            : dict.Items.Count(pair => pair.Key is PickleText && PickledArray.Find(pair.Value) is not null);
    }

    private static int Rank(string key) =>
        Array.IndexOf(Preferred, key) is >= 0 and int rank ? rank : Array.IndexOf(Preferred, Others);
}
