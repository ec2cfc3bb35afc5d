namespace MiniConvViz.Execution;

/// <summary>A piece of memory of a plan.</summary>
internal sealed class Storage(int id, int length)
{
    /// <summary>Marks memory that is not shared with other values but fresh in every run.</summary>
    public const int Fresh = -1;

    /// <summary>Stands in where only a value's shape is asked for.</summary>
    public static Storage None { get; } = new(-1, 0);

    public int Id { get; } = id;

    /// <summary>Floats that the value needs.</summary>
    public int Length { get; } = length;

    /// <summary>
    /// The reusable buffer it lies in, or <see cref="Fresh"/>: somebody watches the value and will own it.
    /// </summary>
    public int Slot { get; set; } = Fresh;

    /// <summary>The last step that reads it.</summary>
    public int LastUse { get; set; }
}
