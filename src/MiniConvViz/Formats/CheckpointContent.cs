namespace MiniConvViz.Formats;

/// <summary>
/// The result of a format's reader: tensors in file order under distinct names, and notes.
/// </summary>
internal sealed record CheckpointContent(
    IReadOnlyList<KeyValuePair<string, ITensorSource>> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Notes)
{
    /// <summary>The dict of tensors that was chosen among several; null where there was no choice.</summary>
    public string? Choice { get; init; }

    /// <summary>Python's subscripts from the saved object to the dict of tensors: <c>["state_dict"]</c>.</summary>
    public string Subscripts { get; init; } = "";

    /// <summary>
    /// The class of a network that is pickled in the same file as the weights; null where there is none.
    /// </summary>
    public string? ClassHint { get; init; }

    /// <summary>The names of the network's classes, in order; empty where they are unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The prefixes that were removed from the names, which Python must remove, too.</summary>
    public IReadOnlyList<string> RemovedPrefixes { get; init; } = [];
}
