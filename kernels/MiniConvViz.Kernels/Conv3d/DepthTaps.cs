namespace MiniConvViz.Kernels;

/// <summary>
/// The slices of a volume that the layers of a filter read for one slice of the output.
/// <code>slice(kz) = (First + kz*Step) / Divisor, where that is a whole number and a slice of the volume</code>
/// For a convolution the step is the dilation and the divisor one. A transposed convolution gathers: its step is
/// negative, and its divisor is the stride.
/// </summary>
internal readonly struct DepthTaps
{
    /// <summary>The slice of layer 0, times <see cref="Divisor"/>.</summary>
    public required int First { get; init; }

    /// <summary>The distance to the slice of the next layer, times <see cref="Divisor"/>.</summary>
    public required int Step { get; init; }

    /// <summary>The divisor that gives the slice.</summary>
    public required int Divisor { get; init; }

    /// <summary>Slices of the volume.</summary>
    public required int Depth { get; init; }

    /// <summary>The slice that a layer reads, or -1 if there is none.</summary>
    public int SliceUnder(int kz)
    {
        int place = First + (kz * Step);
        int slice = place / Divisor;
        return place >= 0 && slice < Depth && slice * Divisor == place ? slice : -1;
    }
}
