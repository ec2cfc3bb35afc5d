using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>Parameters out of a checkpoint; whatever does not fit is listed together in one error.</summary>
public sealed class CheckpointParameters(StateDict checkpoint) : IParameterSource
{
    private const int ListedAtMost = 5;
    private readonly HashSet<string> _used = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _misshaped = [];

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape)
    {
        if (!checkpoint.TryGet(name, out WeightTensor? tensor))
        {
            _missing.Add(name);
            return new Tensor(shape);
        }

        _used.Add(name);
        if (tensor.Shape != shape)
        {
            _misshaped.Add($"{name} is {tensor.Shape}, expected {shape}");
            return new Tensor(shape);
        }

        return tensor.ToTensor();
    }

    /// <inheritdoc/>
    public void Finish(string network)
    {
        string[] unexpected =
        [
            .. checkpoint.Tensors
                .Select(tensor => tensor.Name)
                .Where(name => !_used.Contains(name) && !CheckpointShapes.IsBookkeeping(name)),
        ];
        string[] problems =
        [
            .. List("missing", _missing), .. List("unexpected", unexpected), .. List("of another shape", _misshaped),
        ];
        if (problems.Length > 0)
        {
            throw new NetworkException(
                $"{checkpoint.Path}: does not fit {network}: {string.Join("; ", problems)}. "
                + "Is this the checkpoint of another model?");
        }
    }

    private static IEnumerable<string> List(string what, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            string more = items.Count > ListedAtMost ? ", ..." : "";
            yield return $"{items.Count} {what} ({string.Join(", ", items.Take(ListedAtMost))}{more})";
        }
    }
}
