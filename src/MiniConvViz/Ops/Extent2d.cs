namespace MiniConvViz.Ops;

/// <summary>
/// A size along both image axes. As in PyTorch, <c>3</c> or <c>(3, 5)</c>.
/// </summary>
/// <param name="Y">Along the height.</param>
/// <param name="X">Along the width.</param>
public readonly record struct Extent2d(int Y, int X)
{
    /// <summary>The same size along both axes.</summary>
    public static implicit operator Extent2d(int both) => new(both, both);

    /// <summary>Height, then width.</summary>
    public static implicit operator Extent2d((int Y, int X) pair) => new(pair.Y, pair.X);

    /// <summary>The same size along both axes.</summary>
    public static Extent2d FromInt32(int both) => both;

    /// <summary><c>(3, 5)</c>, as PyTorch prints it.</summary>
    public override string ToString() => $"({Y}, {X})";
}
