namespace MiniConvViz.Ops;

/// <summary>A size along the three axes of a volume: <c>3</c> or <c>(3, 5, 5)</c>, as in PyTorch.</summary>
/// <param name="Z">Along the depth.</param>
/// <param name="Y">Along the height.</param>
/// <param name="X">Along the width.</param>
public readonly record struct Extent3d(int Z, int Y, int X)
{
    /// <summary>The size along the axes of one slice.</summary>
    public Extent2d Plane => (Y, X);

    /// <summary>The smallest of the three.</summary>
    public int Smallest => Math.Min(Z, Math.Min(Y, X));

    /// <summary>The same size along all axes.</summary>
    public static implicit operator Extent3d(int all) => new(all, all, all);

    /// <summary>Depth, height, width.</summary>
    public static implicit operator Extent3d((int Z, int Y, int X) sizes) => new(sizes.Z, sizes.Y, sizes.X);

    /// <summary>The same size along all axes.</summary>
    public static Extent3d FromInt32(int all) => all;

    /// <summary><c>(3, 5, 5)</c>, as PyTorch prints it.</summary>
    public override string ToString() => $"({Z}, {Y}, {X})";
}
