namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// What names stand for while a graph is imported. The branch of an <c>If</c> has a scope of its own, in which the
/// names of the graph around it are seen; the body of a function sees nothing but its inputs.
/// </summary>
/// <param name="outer">The scope around it, if its names are seen.</param>
internal sealed class OnnxScope(OnnxScope? outer = null)
{
    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly HashSet<string> _lost = [];

    /// <summary>The values of this scope that nodes compute, in no particular order, with their names.</summary>
    public IEnumerable<(string Name, Node Node)> Computed =>
        from entry in _values
        where entry.Value.Node is not null
        select (entry.Key, entry.Value.Node);

    /// <summary>What a name stands for; null where nothing was made under that name.</summary>
    public OnnxValue? Find(string name) => _values.GetValueOrDefault(name) ?? outer?.Find(name);

    /// <summary>Whether a node of that name's was imported or lost before.</summary>
    public bool IsMade(string name) =>
        _values.ContainsKey(name) || _lost.Contains(name) || outer?.IsMade(name) == true;

    /// <summary>Gives a name its value; false where it has one.</summary>
    public bool TryAdd(string name, OnnxValue value) => _values.TryAdd(name, value);

    /// <summary>Notes that a value cannot be computed.</summary>
    public void Lose(IEnumerable<string> names) => _lost.UnionWith(names);
}
