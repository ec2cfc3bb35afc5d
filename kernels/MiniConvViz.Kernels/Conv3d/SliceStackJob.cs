namespace MiniConvViz.Kernels;

/// <summary>
/// Stacks the slices that one output slice depends on: <c>[C,D,H,W]</c> to <c>[C,KD,H,W]</c>. A piece is one slice;
/// it is zeros if a layer of the filter has none.
/// </summary>
internal unsafe struct SliceStackJob : ICpuJob
{
    public DepthTaps Taps;

    public int KernelDepth;

    /// <summary>Values of one slice: H * W.</summary>
    public int Plane;

    /// <summary>[C,D,H,W]</summary>
    public float* Volume;

    /// <summary>[C,KD,H,W]</summary>
    public float* Stack;

    public readonly void Run(int index, int worker, CpuWorkers workers)
    {
        (int c, int kz) = Math.DivRem(index, KernelDepth);
        Span<float> to = new(Stack + ((nint)index * Plane), Plane);
        int slice = Taps.SliceUnder(kz);
        if (slice < 0)
        {
            to.Clear();
            return;
        }

        new ReadOnlySpan<float>(Volume + ((((nint)c * Taps.Depth) + slice) * Plane), Plane).CopyTo(to);
    }
}
