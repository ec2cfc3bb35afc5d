namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// Searches a pickled object for dicts of tensors with any name and at any depth: a training script saves the weights
/// together with an average of them, the optimizer and its settings.
/// </summary>
internal static class PickledWeightsSearch
{
    private const int DeepestNesting = 64;

    /// <summary>
    /// The limit on the dicts and lists that are searched, the nearest first; more than in any training script.
    /// </summary>
    private const int MostPlaces = 50_000;

    /// <summary>
    /// A dict with less than this part of the largest one's tensors is no network, but for example class weights.
    /// </summary>
    private const int SmallestShare = 8;

    /// <summary>All dicts of tensors, the nearest first.</summary>
    /// <param name="root">The object.</param>
    /// <param name="everything">Whether optimizers and schedulers are searched, too.</param>
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

    /// <summary>The chosen dict, and other candidates.</summary>
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

    /// <summary>Objects for training only: <c>optimizer</c>, <c>lr_schedulers</c>, <c>amp_scaler</c>.</summary>
    private static bool IsForTraining(string key) => Array.Exists(
        ["optim", "sched", "scaler", "rng"], word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
