namespace MiniConvViz.Formats;

/// <summary>Prefixes before the network's own names.</summary>
internal static class CheckpointPrefixes
{
    /// <summary>Prefixes that nn.DataParallel and torch.compile put before every name.</summary>
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>
    /// Counters in the same file as the weights: batches, averaged models, the operations of profilers.
    /// </summary>
    private static readonly string[] Counters = ["num_batches_tracked", "n_averaged", "total_ops", "total_params"];

    /// <summary>Whether a tensor is a counter that inference does not use.</summary>
    public static bool IsCounter(string name) => Counters.Contains(name[(name.LastIndexOf('.') + 1)..]);

    /// <summary>
    /// Drops <c>module.</c> and <c>_orig_mod.</c> where every name except the counters begins so, and adds a note.
    /// </summary>
    public static CheckpointContent WithoutWrappers(CheckpointContent content)
    {
        while (Array.Find(Wrappers, prefix => IsCommon(prefix, content.Tensors)) is string common)
        {
            content = Without(common, content, keepOthers: true);
        }

        return content;
    }

    /// <summary>A name without the wrappers' prefixes.</summary>
    public static string NameWithoutWrappers(string name)
    {
        while (Array.Find(Wrappers, prefix => IsUnder(prefix, name)) is string prefix)
        {
            name = name[prefix.Length..];
        }

        return name;
    }

    /// <summary>The tensors whose names begin with a prefix, without it.</summary>
    /// <param name="prefix">With or without its last dot.</param>
    /// <param name="file">The file they came from.</param>
    /// <param name="content">All tensors.</param>
    /// <exception cref="UnreadableInputException">There are none; the message lists the first parts of the
    /// names.</exception>
    public static CheckpointContent Under(string prefix, CheckpointFile file, CheckpointContent content)
    {
        string whole = prefix.EndsWith('.') ? prefix : prefix + ".";
        if (content.Tensors.Any(pair => IsUnder(whole, pair.Key)))
        {
            return Without(whole, content, keepOthers: false);
        }

        List<string> starts = [.. content.Tensors.Select(pair => pair.Key[..(pair.Key.IndexOf('.') + 1)]).Distinct()];
        throw file.Error(
            $"has no tensor under the prefix {Quoted.Name(whole)}; names begin with {Quoted.Names(starts)}");
    }

    private static CheckpointContent Without(string prefix, CheckpointContent content, bool keepOthers)
    {
        List<KeyValuePair<string, ITensorSource>> kept = [];
        HashSet<string> names = [];
        List<string> left = [];
        foreach ((string name, ITensorSource tensor) in content.Tensors)
        {
            bool isUnder = IsUnder(prefix, name);
            string shorter = isUnder ? name[prefix.Length..] : name;
            if ((isUnder || keepOthers) && names.Add(shorter))
            {
                kept.Add(new(shorter, tensor));
            }
            else
            {
                left.Add(name);
            }
        }

        int changed = content.Tensors.Count(pair => IsUnder(prefix, pair.Key));
        List<string> notes =
            [.. content.Notes, $"removed the prefix '{PrintableText.Of(prefix)}' from {changed} names"];
        if (left.Count > 0)
        {
            notes.Add($"left out {Counted.Of(left.Count, "tensor")} elsewhere: {Quoted.Names(left)}");
        }

        return content with
        {
            Tensors = kept,
            Notes = notes,
            RemovedPrefixes = [.. content.RemovedPrefixes, prefix],
        };
    }

    private static bool IsCommon(string prefix, IReadOnlyList<KeyValuePair<string, ITensorSource>> tensors) =>
        tensors.Any(pair => IsUnder(prefix, pair.Key))
        && tensors.All(pair => IsUnder(prefix, pair.Key) || IsCounter(pair.Key));

    private static bool IsUnder(string prefix, string name) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal);
}
