namespace MiniConvViz.Kernels;

/// <summary>Which <see cref="RowForm"/> reduces the rows of <c>[Outer,Length,Inner]</c>.</summary>
internal static class RowForms
{
    /// <summary>Shorter rows have one thread each: two rounds of four loads cost less than barriers.</summary>
    private const int ShortestShared = 8;

    /// <summary>
    /// The most floats of a row: the rows of a warp, one for each thread, then take 4 KB of the first-level cache.
    /// </summary>
    private const int LongestCached = 32;

    /// <summary>
    /// The form that is expected to be the fastest. It depends only on the sizes and on the kind of device.
    /// <list type="bullet">
    /// <item>A CPU OpenCL device executes a barrier by visiting every thread of the block, and ILGPU's CPU accelerator
    /// allows blocks of two threads: one thread per row.</item>
    /// <item>Rows shorter than two rounds of loads: one thread per row.</item>
    /// <item>Enough rows that a thread for each fills the device: one thread per row, if a warp uses every sector
    /// that it loads. This holds if eight adjacent rows or more share a sector, and if a warp's rows stay in the
    /// first-level cache until their last element is read.</item>
    /// <item>Else blocks. A single thread waits some 0.5 microseconds for each round of four loads: 8 ms for a row of
    /// 65536 elements. Of 8 blocks of 256 threads, each thread waits for eight rounds.</item>
    /// </list>
    /// </summary>
    public static RowForm Choose(GpuAccelerator gpu, in AxisGeometry axis)
    {
        bool isFilled = axis.Positions >= RowTiling.FillingThreads;
        bool isCoalesced = axis.Inner >= RowTiling.SectorFloats || axis.Length <= LongestCached;
        return gpu.Description.IsProcessor || !Fits(RowForm.Block, gpu)
            || axis.Length < ShortestShared || (isFilled && isCoalesced) ? RowForm.Thread : RowForm.Block;
    }

    /// <summary>Whether a device can run a form.</summary>
    public static bool Fits(RowForm form, GpuAccelerator gpu) =>
        form == RowForm.Thread || gpu.CanRunGroups(RowTiling.Threads, RowTiling.SharedBytes);
}
