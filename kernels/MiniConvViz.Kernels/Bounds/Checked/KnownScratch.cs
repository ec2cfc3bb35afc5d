namespace MiniConvViz.Kernels;

/// <summary>
/// Scratch memory that may be accessed, until another length is reserved or its owner is collected.
/// </summary>
internal sealed class KnownScratch
{
    private readonly long _key;

    public KnownScratch(MemoryRange range) => (Range, _key) = (range, SharedRanges.Add(range));

    ~KnownScratch() => SharedRanges.Remove(_key);

    /// <summary>The memory that may be accessed.</summary>
    public MemoryRange Range { get; }

    /// <summary>Ends the access to it.</summary>
    public void Forget()
    {
        SharedRanges.Remove(_key);
        GC.SuppressFinalize(this);
    }
}
