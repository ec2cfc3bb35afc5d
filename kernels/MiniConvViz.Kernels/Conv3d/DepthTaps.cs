namespace MiniConvViz.Kernels;

/// <summary>
/// Which slices of a volume the layers of a filter see from one slice of the output.
/// <code>slice(kz) = (First + kz*Step) / Divisor, where that is a whole number and a slice of the volume</code>
/// A convolution has steps of its dilation and divides by one; a transposed convolution asks which stamps reach it, so
/// it steps backwards and divides by its stride.
/// </summary>
internal readonly struct DepthTaps
{
    /// <summary>Where the layer 0 looks, times <see cref="Divisor"/>.</summary>
    public required int First { get; init; }

    /// <summary>How far the next layer looks from there.</summary>
    public required int Step { get; init; }

    /// <summary>What a place is divided by to be a slice.</summary>
    public required int Divisor { get; init; }

    /// <summary>Slices of the volume.</summary>
    public required int Depth { get; init; }

    /// <summary>The slice under a layer, or -1 where there is none.</summary>
    public int SliceUnder(int kz)
    {
        int place = First + (kz * Step);
        int slice = place / Divisor;
        return place >= 0 && slice < Depth && slice * Divisor == place ? slice : -1;
    }
}
