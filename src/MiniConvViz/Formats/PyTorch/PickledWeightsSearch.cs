namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// Looks through a pickled object for dicts of tensors, whatever they are called and however deep they lie: a training
/// script keeps the weights beside an average of them, the optimizer and its own settings.
/// </summary>
internal static class PickledWeightsSearch
{
    private const int DeepestNesting = 64;

    /// <summary>Dicts and lists that are looked into, the nearest first; more than any training script nests.</summary>
    private const int MostPlaces = 50_000;

    /// <summary>A dict with less than this part of the largest one's tensors is no network: class weights.</summary>
    private const int SmallestShare = 8;

    /// <summary>All dicts of tensors, the nearest first.</summary>
    /// <param name="root">The object.</param>
    /// <param name="everything">Whether to look into optimizers and schedulers, too.</param>
    public static List<PickledWeights> Find(PickleValue root, bool everything)
    {
        List<PickledWeights> found = [];
        HashSet<PickleValue> seen = new(ReferenceEqualityComparer.Instance) { root };
        Queue<PickledWeights> open = new([new PickledWeights(null, "", root)]);
        while (open.TryDequeue(out PickledWeights? place))
        {
            if (place.Tensors > 0)
            {
                found.Add(place);
            }

            foreach ((string key, PickleValue value) in place.Depth < DeepestNesting ? Inside(place.Value) : [])
            {
                if ((everything || !IsForTraining(key)) && IsContainer(value) && seen.Count < MostPlaces
                    && seen.Add(value))
                {
                    open.Enqueue(new PickledWeights(place, key, value));
                }
            }
        }

        return found;
    }

    /// <summary>The dict that is meant, and those that could as well be.</summary>
    public static (PickledWeights Chosen, IReadOnlyList<PickledWeights> AsWell) Choose(List<PickledWeights> found)
    {
        int enough = (found.Max(place => place.Tensors) + SmallestShare - 1) / SmallestShare;
        List<PickledWeights> large = [.. found.Where(place => place.Tensors >= enough)];
        PickledWeights chosen = large
            .Order(Comparer<PickledWeights>.Create(PickledWeights.CompareNames))
            .ThenByDescending(place => place.Tensors)
            .First();
        return (chosen, [.. large.Where(place => place != chosen && !chosen.IsInside(place))]);
    }

    private static IEnumerable<(string Key, PickleValue Value)> Inside(PickleValue value) => value switch
    {
        PickleList list => list.Items.Select((item, i) => ($"{i}", item)),
        PickleTuple tuple => tuple.Items.Select((item, i) => ($"{i}", item)),
        _ => PickleDict.Of(value)?.Items
            .Where(pair => pair.Key is PickleText)
            .Select(pair => (((PickleText)pair.Key).Value, pair.Value)) ?? [],
    };

    private static bool IsContainer(PickleValue value) =>
        value is PickleList or PickleTuple || PickleDict.Of(value) is not null;

    /// <summary>What only training needs: <c>optimizer</c>, <c>lr_schedulers</c>, <c>amp_scaler</c>.</summary>
    private static bool IsForTraining(string key) => Array.Exists(
        ["optim", "sched", "scaler", "rng"], word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
