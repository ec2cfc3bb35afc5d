namespace MiniConvViz.Ops;

/// <summary>Slices, rows and columns added around a volume; the forms are those of <see cref="Padding2d"/>.</summary>
/// <param name="Begin">In front, above and on the left.</param>
/// <param name="End">At the back, below and on the right.</param>
/// <param name="Same"> A value other than <see cref="SamePadding.None"/> replaces both, once the input's size is known.
/// </param>
public readonly record struct Padding3d(Extent3d Begin, Extent3d End, SamePadding Same = SamePadding.None)
{
    /// <summary>Around each slice.</summary>
    public Padding2d Plane => new(Begin.Plane, End.Plane, Same);

    /// <summary>In front and at the back, as the rows around an image that has a row for each slice.</summary>
    public Padding2d Depth => new((Begin.Z, 0), (End.Z, 0), Same);

    /// <summary>The same on both sides of each axis.</summary>
    public static implicit operator Padding3d(Extent3d both) => new(both, both);

    /// <summary>The same on both sides of all axes.</summary>
    public static implicit operator Padding3d(int all) => new(all, all);

    /// <summary>The same on both sides: slices, rows, columns.</summary>
    public static implicit operator Padding3d((int Z, int Y, int X) sizes) => new(sizes, sizes);

    /// <summary>The same on all sides.</summary>
    public static Padding3d FromInt32(int all) => all;

    /// <summary>The same on both sides.</summary>
    public static Padding3d FromExtent3d(Extent3d both) => both;

    /// <summary><c>(0, 1, 1)</c>, or <c>((front, back), (top, bottom), (left, right))</c>.</summary>
    public override string ToString() => Same switch
    {
        SamePadding.Upper => "'same'",
        SamePadding.Lower => "'same_lower'",
        _ when Begin == End => Begin.ToString(),
        _ => $"(({Begin.Z}, {End.Z}), ({Begin.Y}, {End.Y}), ({Begin.X}, {End.X}))",
    };
}
