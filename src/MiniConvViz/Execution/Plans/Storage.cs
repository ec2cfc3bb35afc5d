namespace MiniConvViz.Execution;

/// <summary>A piece of memory of a plan.</summary>
/// <param name="id">Its index among the plan's storages.</param>
/// <param name="length">Floats that the value needs.</param>
/// <param name="isFresh">Not shared with other values but allocated in every run: the value is watched, and its watcher
/// will own it.</param>
internal sealed class Storage(int id, int length, bool isFresh)
{
    private int _offset;

    /// <summary>No memory, for an input of which only the shape is read.</summary>
    public static Storage None { get; } = new(-1, 0, isFresh: true);

    public int Id { get; } = id;

    /// <summary>Floats that the value needs.</summary>
    public int Length { get; } = length;

    /// <summary>It is no buffer of the plan but a watched value, or an input, which belongs to the caller.</summary>
    public bool IsFresh { get; } = isFresh;

    /// <summary>
    /// The memory that this is a part of, if any: the output of a concatenation of which this is an input.
    /// </summary>
    public Storage? Whole { get; private set; }

    /// <summary>The outermost memory that this is a part of, or itself.</summary>
    public Storage Root => Whole?.Root ?? this;

    /// <summary>Its position in <see cref="Root"/>, in floats.</summary>
    public int RootOffset => Whole is null ? 0 : _offset + Whole.RootOffset;

    /// <summary>The reusable buffer that a root lies in, unless it is fresh.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The last step that reads it, or a part of it.</summary>
    public int LastUse { get; set; }

    /// <summary>Makes it a part of other memory, whose lifetime then includes its own.</summary>
    public void MakePartOf(Storage whole, int offset)
    {
        (Whole, _offset) = (whole, offset);
        whole.LastUse = Math.Max(whole.LastUse, LastUse);
    }
}
