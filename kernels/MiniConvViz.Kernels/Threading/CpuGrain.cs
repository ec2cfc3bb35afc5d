namespace MiniConvViz.Kernels;

/// <summary>
/// The size of one piece of a job, for the operators whose time is limited by the bandwidth of memory.
/// </summary>
internal static class CpuGrain
{
    /// <summary>
    /// 64 KiB of input: some microseconds, about the time to wake a second thread. So a job of one piece, which the
    /// calling thread does alone, is too small to gain from a second thread. A multiple of every vector's length, so
    /// that the result does not depend on where pieces end.
    /// </summary>
    public const int Floats = 16 * 1024;

    /// <summary>How many items are a piece of about <see cref="Floats"/>, at least one.</summary>
    public static int ItemsPerPiece(long floatsPerItem) =>
        (int)Math.Clamp(Floats / Math.Max(floatsPerItem, 1), 1, Floats);

    /// <summary>How many pieces hold all items; the last may be short.</summary>
    public static int Pieces(int items, int itemsPerPiece) => (int)(((long)items + itemsPerPiece - 1) / itemsPerPiece);
}
