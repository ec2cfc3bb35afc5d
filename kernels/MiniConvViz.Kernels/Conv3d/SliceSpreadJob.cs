namespace MiniConvViz.Kernels;

/// <summary>
/// Copies one slice of all output channels to its place: <c>[O,OH,OW]</c> into <c>[O,OD,OH,OW]</c>. A piece is one
/// channel.
/// </summary>
internal unsafe struct SliceSpreadJob : ICpuJob
{
    public int Depth;

    /// <summary>Values of one slice: OH * OW.</summary>
    public int Plane;

    /// <summary>[O,OH,OW]</summary>
    public float* Slice;

    /// <summary>The address of the slice in the first channel of [O,OD,OH,OW].</summary>
    public float* Volume;

    public readonly void Run(int index, int worker, CpuWorkers workers) =>
        new ReadOnlySpan<float>(Slice + ((nint)index * Plane), Plane)
            .CopyTo(new Span<float>(Volume + ((nint)index * Depth * Plane), Plane));
}
