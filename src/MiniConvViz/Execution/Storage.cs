namespace MiniConvViz.Execution;

/// <summary>A piece of memory of a plan.</summary>
/// <param name="id">Its place among the plan's storages.</param>
/// <param name="length">Floats that the value needs.</param>
/// <param name="isFresh">Not shared with other values but fresh in every run: somebody watches the value and will own
/// it.</param>
internal sealed class Storage(int id, int length, bool isFresh)
{
    /// <summary>Stands in where only a value's shape is asked for.</summary>
    public static Storage None { get; } = new(-1, 0, isFresh: true);

    public int Id { get; } = id;

    /// <summary>Floats that the value needs.</summary>
    public int Length { get; } = length;

    /// <summary>No buffer of the plan: a watched value, or what the caller handed in.</summary>
    public bool IsFresh { get; } = isFresh;

    /// <summary>The reusable buffer it lies in, unless it is fresh.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The last step that reads it.</summary>
    public int LastUse { get; set; }
}
