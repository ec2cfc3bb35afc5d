namespace MiniConvViz.Kernels;

/// <summary>Scratch memory that may be reached, until more or less is asked for, or its owner is collected.</summary>
internal sealed class KnownScratch
{
    private readonly long _key;

    public KnownScratch(MemoryRange range) => (Range, _key) = (range, SharedRanges.Add(range));

    ~KnownScratch() => SharedRanges.Remove(_key);

    /// <summary>What may be reached.</summary>
    public MemoryRange Range { get; }

    /// <summary>Puts it out of reach.</summary>
    public void Forget()
    {
        SharedRanges.Remove(_key);
        GC.SuppressFinalize(this);
    }
}
