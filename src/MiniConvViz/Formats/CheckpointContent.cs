namespace MiniConvViz.Formats;

/// <summary>
/// What a format's reader hands over: tensors in file order under distinct names, and what was said beside them.
/// </summary>
internal sealed record CheckpointContent(
    IReadOnlyList<KeyValuePair<string, StoredTensor>> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Notes)
{
    /// <summary>What was chosen where others could have been meant; null where there was no choice.</summary>
    public string? Choice { get; init; }
}
