using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// How thread blocks divide the rows of <c>[Outer,Length,Inner]</c>: a row is the Length elements of one position. A
/// block of 256 threads takes some rows, several threads (members) share a row, and long rows are cut into slices, a
/// block each:
/// <code>
/// thread of a block = across + Across * (member + Members * deep)      row of a block = across + Across * deep
///
/// Inner 1, Length 1000     Across  1, Members 256   a block per row: adjacent threads read adjacent elements
/// Inner 1, Length 49       Across  1, Members  16   16 rows per block
/// Inner 3136, Length 96    Across 32, Members   8   32 columns per block: a warp reads 32 adjacent columns
/// </code>
/// The tiling depends on the sizes alone, so a row has the same bits on every GPU and in every run.
/// </summary>
internal readonly record struct RowTiling
{
    /// <summary>Threads of a block: the most that every OpenCL device allows.</summary>
    public const int Threads = 256;

    /// <summary>The most shared memory that a kernel uses: 12 bytes per thread.</summary>
    public const int SharedBytes = 12 * Threads;

    /// <summary>The threads that fill a large GPU: 128 multiprocessors of 1024.</summary>
    public const int FillingThreads = 128 * 1024;

    /// <summary>Floats of a sector, the unit in which global memory is read.</summary>
    public const int SectorFloats = 8;

    /// <summary>Elements that a thread loads before it uses the first of them.</summary>
    private const int LoadsInFlight = 4;

    /// <summary>Adjacent columns that adjacent threads take: a warp.</summary>
    private const int MostAcross = 32;

    /// <summary>Four blocks for each of 128 multiprocessors: their loads in flight saturate memory.</summary>
    private const int FillingBlocks = 512;

    /// <summary>
    /// The fewest elements of a thread, which outweigh its overhead. Place, barriers and tree are some 300
    /// instructions, 16 elements of a normalisation some 600. If the rows fill the device in any case, each has fewer
    /// threads. Slices are not shorter either: a round of four loads takes some 0.5 microseconds, and the second
    /// launch that slices need some 2.
    /// </summary>
    private const int WorthwhileElements = 4 * LoadsInFlight;

    public AxisGeometry Axis { get; private init; }

    /// <summary>Adjacent rows that adjacent threads take, as a power of two.</summary>
    public int AcrossBits { get; private init; }

    /// <summary>Threads that share a row, as a power of two.</summary>
    public int MemberBits { get; private init; }

    /// <summary>Slices of a row, a block each.</summary>
    public int Slices { get; private init; }

    /// <summary>Elements of a slice; the last slice of a row has the rest.</summary>
    public int SliceLength { get; private init; }

    /// <summary>Threads that share a row.</summary>
    public int Members => 1 << MemberBits;

    /// <summary>Rows that a block works on.</summary>
    public int RowsPerBlock => Threads >> MemberBits;

    /// <summary>Blocks of a launch.</summary>
    public long Blocks => Tiles(Axis, RowsPerBlock) * Slices;

    /// <summary>The tiling of these rows.</summary>
    /// <param name="axis">All sizes.</param>
    /// <param name="mostSlices">Slices of a row, at most.</param>
    public static RowTiling Create(in AxisGeometry axis, int mostSlices = int.MaxValue)
    {
        int length = Math.Max(1, axis.Length);
        int across = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(axis.Inner, 1, MostAcross));
        int members = MembersOf(axis, length, across);
        long tiles = Tiles(axis, Threads / members);
        long filling = Math.Min(mostSlices, FillingBlocks / Math.Max(1, tiles));
        long slices = Math.Max(1, Math.Min(filling, length / (members * WorthwhileElements)));
        int sliceLength = (int)((length + slices - 1) / slices);
        return new RowTiling
        {
            Axis = axis,
            AcrossBits = BitOperations.Log2((uint)across),
            MemberBits = BitOperations.Log2((uint)members),
            Slices = (length + sliceLength - 1) / sliceLength,
            SliceLength = sliceLength,
        };
    }

    /// <summary>Elements of a slice.</summary>
    public int CountOf(int slice) => Math.Min(SliceLength, Axis.Length - (slice * SliceLength));

    /// <summary>Whether there is such a row: the last block may have threads for more rows than are left.</summary>
    public bool HasRow(int row) => row < Axis.Positions;

    private static int MembersOf(in AxisGeometry axis, int length, int across)
    {
        uint rounds = BitOperations.RoundUpToPowerOf2(((uint)length + LoadsInFlight - 1) / LoadsInFlight);
        int members = (int)Math.Min(rounds, (uint)(Threads / across));
        while (across * members > SectorFloats
            && length < members * WorthwhileElements
            && (long)axis.Positions * members >= 2 * FillingThreads)
        {
            members /= 2;
        }

        return members;
    }

    private static long Tiles(in AxisGeometry axis, int rowsPerBlock) =>
        ((long)axis.Positions + rowsPerBlock - 1) / rowsPerBlock;
}
