namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The values of names while a graph is imported. The branch of an <c>If</c> has a scope of its own inside that of the
/// surrounding graph; the scope of a function's body contains only its inputs.
/// </summary>
/// <param name="outer">The scope around it, if its names are visible.</param>
internal sealed class OnnxScope(OnnxScope? outer = null)
{
    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly HashSet<string> _lost = [];

    /// <summary>The values of this scope that nodes compute, in no particular order, with their names.</summary>
    public IEnumerable<(string Name, Node Node)> Computed =>
        from entry in _values
        where entry.Value.Node is not null
        select (entry.Key, entry.Value.Node);

    /// <summary>The value of a name; null where it has none.</summary>
    public OnnxValue? Find(string name) => _values.GetValueOrDefault(name) ?? outer?.Find(name);

    /// <summary>Whether a value of that name was defined, or lost with a node that cannot be computed.</summary>
    public bool IsMade(string name) =>
        _values.ContainsKey(name) || _lost.Contains(name) || outer?.IsMade(name) == true;

    /// <summary>Sets the value of a name; false where it has one already.</summary>
    public bool TryAdd(string name, OnnxValue value) => _values.TryAdd(name, value);

    /// <summary>Notes that a value cannot be computed.</summary>
    public void Lose(IEnumerable<string> names) => _lost.UnionWith(names);
}
