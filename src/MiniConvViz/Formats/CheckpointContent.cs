namespace MiniConvViz.Formats;

/// <summary>
/// What a format's reader hands over: tensors in file order under distinct names, and what was said beside them.
/// </summary>
internal sealed record CheckpointContent(
    IReadOnlyList<KeyValuePair<string, ITensorSource>> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Notes)
{
    /// <summary>What was chosen where others could have been meant; null where there was no choice.</summary>
    public string? Choice { get; init; }

    /// <summary>Python's subscripts from the saved object to the dict of tensors: <c>["state_dict"]</c>.</summary>
    public string Subscripts { get; init; } = "";

    /// <summary>The class of a network that lies pickled beside the weights; null where none does.</summary>
    public string? ClassHint { get; init; }

    /// <summary>The names of the network's classes, in order; empty where nothing beside the weights says.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What was removed from before the names, in Python's words to remove it there, too.</summary>
    public IReadOnlyList<string> RemovedPrefixes { get; init; } = [];
}
