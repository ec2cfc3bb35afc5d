namespace MiniConvViz.Kernels;

/// <summary>
/// Some axes of a tensor, and the offsets of their positions in order: the last axis fastest. Adjacent axes are
/// joined to one, so four are enough for the kept or the reduced axes of any tensor of rank 8.
/// </summary>
/// <remarks>Axis 0 is the innermost here, the one with the smallest stride.</remarks>
internal readonly struct ReduceAxes
{
    /// <summary>No axes: one position, at the start.</summary>
    public static ReduceAxes None => new() { Size0 = 1, Size1 = 1, Size2 = 1, Size3 = 1 };

    /// <summary>How many axes are in use; the others have size 1.</summary>
    public int Rank { get; init; }

    public int Size0 { get; init; }

    public int Size1 { get; init; }

    public int Size2 { get; init; }

    public int Size3 { get; init; }

    /// <summary>Stride of axis 0, in elements.</summary>
    public int Stride0 { get; init; }

    public int Stride1 { get; init; }

    public int Stride2 { get; init; }

    public int Stride3 { get; init; }

    /// <summary>How many positions there are in all.</summary>
    public int Count => Size0 * Size1 * Size2 * Size3;

    /// <summary>The offset of position <paramref name="index"/> of <see cref="Count"/>.</summary>
    public int Offset(int index)
    {
        int at0 = index % Size0;
        int rest = index / Size0;
        int at1 = rest % Size1;
        rest /= Size1;
        return (at0 * Stride0) + (at1 * Stride1) + (rest % Size2 * Stride2) + (rest / Size2 * Stride3);
    }

    /// <summary>The same axes and one more around them.</summary>
    internal ReduceAxes Around(int size, int stride) => Rank switch
    {
        0 => this with { Rank = 1, Size0 = size, Stride0 = stride },
        1 => this with { Rank = 2, Size1 = size, Stride1 = stride },
        2 => this with { Rank = 3, Size2 = size, Stride2 = stride },
        _ => this with { Rank = 4, Size3 = size, Stride3 = stride },
    };

    /// <summary>The same axes, the outermost of them made <paramref name="times"/> as long.</summary>
    internal ReduceAxes Lengthen(int times) => Rank switch
    {
        1 => this with { Size0 = Size0 * times },
        2 => this with { Size1 = Size1 * times },
        3 => this with { Size2 = Size2 * times },
        _ => this with { Size3 = Size3 * times },
    };
}
