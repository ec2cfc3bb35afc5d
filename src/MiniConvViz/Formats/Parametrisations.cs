namespace MiniConvViz.Formats;

/// <summary>
/// Weights that PyTorch computes from others each time a layer runs, and saves in parts. Each is replaced by the weight
/// that PyTorch computes in evaluation mode:
/// <code>
/// weight norm     g * v / ||v||                weight_g, weight_v; parametrizations.weight.original0, original1
/// spectral norm   weight / (u . W v)           weight_orig, weight_u, weight_v;
///                                             parametrizations.weight.original, .0._u, ._v
/// pruning         weight * mask                weight_orig, weight_mask
/// </code>
/// </summary>
/// <remarks>
/// Sources: torch/nn/utils/weight_norm.py, spectral_norm.py, prune.py and parametrizations.py
/// </remarks>
internal static class Parametrisations
{
    private const string New = "parametrizations.";

    /// <summary>The file with the computed weights in place of their parts.</summary>
    /// <exception cref="UnsupportedModelException">
    /// A parametrisation is of another kind, or the file holds an adapter.
    /// </exception>
    public static StateDict Compute(StateDict file)
    {
        Adapters.Check(file);
        Dictionary<string, (string Kind, WeightTensor Weight)> computed = [];
        HashSet<string> parts = [];
        foreach (WeightTensor tensor in file.Tensors)
        {
            if (Find(file, tensor, parts) is (string kind, WeightTensor weight))
            {
                computed.Add(tensor.Name, (kind, weight));
            }
        }

        RefuseOthers(file, parts);
        List<WeightTensor> tensors = [.. file.Tensors
            .Where(tensor => computed.ContainsKey(tensor.Name) || !parts.Contains(tensor.Name))
            .Select(tensor => computed.TryGetValue(tensor.Name, out var found) ? found.Weight : tensor)];
        if (computed.Count == 0 || tensors.DistinctBy(tensor => tensor.Name).Count() < tensors.Count)
        {
            return file;
        }

        IEnumerable<string> notes = computed.Values
            .GroupBy(found => found.Kind)
            .Select(group => $"computed {Counted.Of(group.Count(), "weight")} from {group.Key}: "
                + Quoted.Names([.. group.Select(found => found.Weight.Name)]));
        return file.With(tensors, [.. notes]);
    }

    /// <summary>
    /// The weight whose first part is this tensor; it replaces that part. The names of all parts are recorded.
    /// </summary>
    private static (string Kind, WeightTensor Weight)? Find(StateDict file, WeightTensor part, HashSet<string> parts)
    {
        string name = part.Name;
        int at = name.LastIndexOf(New, StringComparison.Ordinal);
        int end = at < 0 ? -1 : name.IndexOf('.', at + New.Length);
        if (end > 0 && name[end..] is ".original0" or ".original")
        {
            string list = name[..end];
            string weight = name[..at] + name[(at + New.Length)..end];
            return name.EndsWith('0')
                ? Norm(part, Part($"{list}.original1"), weight)
                : Spectral(part, Part($"{list}.0._u"), Part($"{list}.0._v"), weight);
        }

        if (name.EndsWith("_g", StringComparison.Ordinal))
        {
            return Norm(part, Part(name[..^1] + "v"), name[..^2]);
        }

        const string original = "_orig";
        string stem = name.EndsWith(original, StringComparison.Ordinal) ? name[..^original.Length] : "";
        return stem.Length == 0 ? null
            : Part(stem + "_mask") is WeightTensor mask ? Masked(part, mask, stem)
            : Spectral(part, Part(stem + "_u"), Part(stem + "_v"), stem);

        WeightTensor? Part(string other) => file.TryGet(other, out WeightTensor? found) ? found : null;

        (string, WeightTensor)? Norm(WeightTensor g, WeightTensor? v, string weight) =>
            v is not null && WeightParts.Norm(g, v) is ITensorSource source
                ? Noted("weight norm", weight, source, g, v)
                : null;

        (string, WeightTensor)? Spectral(WeightTensor w, WeightTensor? u, WeightTensor? v, string weight) =>
            u is not null && v is not null && WeightParts.Spectral(w, u, v) is ITensorSource source
                ? Noted("spectral norm", weight, source, w, u, v)
                : null;

        (string, WeightTensor)? Masked(WeightTensor w, WeightTensor mask, string weight) =>
            w.Shape == mask.Shape ? Noted("pruning", weight, WeightParts.Masked(w, mask), w, mask) : null;

        (string, WeightTensor) Noted(string kind, string weight, ITensorSource source, params WeightTensor[] of)
        {
            parts.UnionWith(of.Select(tensor => tensor.Name));
            return (kind, new WeightTensor(weight, source, sharedWith: null));
        }
    }

    private static void RefuseOthers(StateDict file, HashSet<string> parts)
    {
        WeightTensor? other = file.Tensors.FirstOrDefault(
            tensor => tensor.Name.Contains(New, StringComparison.Ordinal) && !parts.Contains(tensor.Name));
        if (other is not null)
        {
            throw new UnsupportedModelException(
                $"{file.Path}: {Quoted.Name(other.Name)} belongs to a parametrisation that is neither weight norm nor "
                + "spectral norm, whose formula the file does not hold; in Python: "
                + "torch.nn.utils.parametrize.remove_parametrizations(layer, \"weight\"), then save again");
        }
    }
}
