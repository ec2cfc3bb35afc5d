namespace MiniConvViz.Kernels;

/// <summary>
/// How much work one piece of a job is, for the operators that do little more than read and write memory.
/// </summary>
internal static class CpuGrain
{
    /// <summary>
    /// 64 KiB of input: some microseconds, which is also what it costs to wake a second thread. So a job of one piece,
    /// which the calling thread does alone, is one too small to gain from sharing. A multiple of every vector's length,
    /// so that where a piece ends changes no number.
    /// </summary>
    public const int Floats = 16 * 1024;

    /// <summary>How many items make a piece of about <see cref="Floats"/>, at least one.</summary>
    public static int ItemsPerPiece(long floatsPerItem) =>
        (int)Math.Clamp(Floats / Math.Max(floatsPerItem, 1), 1, Floats);

    /// <summary>How many pieces hold all items; the last may be short.</summary>
    public static int Pieces(int items, int itemsPerPiece) => (int)(((long)items + itemsPerPiece - 1) / itemsPerPiece);
}
